import { expect, it } from 'vitest'
import type { Measurement } from '../measurement.ts'
import { summarise } from '../summary.ts'
import { bestWorkers } from './best-workers.ts'

/** Epochs of 10 pictures. */
function measured(subject: string, workers: number, round: number, later: number): Measurement {
  const timings = { later: { steps: [10 * later], busy: 1, peak: 100 + workers } }
  const answer = { processor: 1, timings }
  return { task: 'files', pictures: 10, round, subject, threads: workers, others: 0, answer }
}

const measurements = [
  measured('ours', 0, 0, 2),
  measured('ours', 2, 0, 4),
  measured('theirs', 0, 0, 12),
  measured('theirs', 2, 0, 8),
  measured('other', 0, 0, 9),
  measured('theirs', 2, 1, 10),
  measured('theirs', 0, 1, 14),
  measured('other', 0, 1, 5),
  measured('ours', 2, 1, 3),
  measured('ours', 0, 1, 1),
]

it('compares everyone at the best number of workers with the fastest reference at its best, round by round', () => {
  const rows = bestWorkers(summarise(measurements, [], ['later']), measurements, ['theirs', 'other'], 'later')
  expect(rows.map(({ subject, threads }) => [subject, threads])).toEqual([
    ['ours', 0],
    ['theirs', 2],
    ['other', 0],
  ])
  // Ours takes 2 and 1; theirs with 2 workers takes 8 and 10, the other reference 9 and 5.
  expect(rows[0]!.results).toEqual({
    later: { ms: { median: 1.5, low: 1, high: 2 }, speed: { median: 4.5, low: 4, high: 5 }, peak: 100, busy: 1 },
  })
})

it('passes over numbers of workers with which it failed', () => {
  const failed = { ...measured('ours', 0, 0, 0), answer: { failed: 'no memory' } }
  const all = [failed, measured('ours', 2, 0, 4)]
  expect(bestWorkers(summarise(all, [], ['later']), all, [], 'later')).toMatchObject([{ subject: 'ours', threads: 2 }])
})
