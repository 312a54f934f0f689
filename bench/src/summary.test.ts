import { expect, it } from 'vitest'
import type { Answer } from './job.ts'
import type { Measurement } from './measurement.ts'
import { report } from './report.ts'
import { assertSameNetwork } from './same-network.ts'
import { summarise } from './summary.ts'

const timing = (ms: number, peak = 100) => ({ steps: [ms, ms, 9 * ms], busy: 1, peak })

/** Batches of 2 pictures. */
function measured(subject: string, round: number, train: number, change: Partial<Answer> = {}): Measurement {
  const timings = { predict: timing(2), train: timing(train, 300 + round) }
  const answer = { parameters: 5, processor: 1, timings, ...change }
  return { task: 'compact, batches of 2', pictures: 2, round, subject, threads: 1, others: 0, answer }
}

const workloads = ['train', 'predict']

const rounds = [measured('ours', 0, 10), measured('theirs', 0, 20), measured('theirs', 1, 60), measured('ours', 1, 20)]

it('summarises milliseconds a picture and the ratio within each round', () => {
  const [ours, theirs] = summarise(rounds, ['theirs'], workloads)
  expect(ours).toMatchObject({ subject: 'ours', threads: 1 })
  expect(ours!.results.train).toEqual({
    ms: { median: 7.5, low: 5, high: 10 },
    speed: { median: 2.5, low: 2, high: 3 },
    peak: 301,
    busy: 1,
  })
  expect(theirs!.results.train).toMatchObject({ speed: { median: 1, low: 1, high: 1 } })
})

it('gives no ratio where the reference did not compute on as many threads', () => {
  const [ours] = summarise([rounds[0]!, { ...rounds[1]!, threads: 2 }], ['theirs'], workloads)
  expect(ours!.results.train).not.toHaveProperty('speed')
})

it('keeps the reason of a workload that does not exist, and the rest of the row', () => {
  const without = measured('stock', 0, 0, {
    timings: { predict: timing(2), train: { refused: 'no such kernel' } },
  })
  const [row] = summarise([without], ['theirs'], workloads)
  expect(row!.results).toMatchObject({ train: { refused: 'no such kernel' }, predict: { peak: 100 } })
  expect(report([row!], workloads, (id) => id)).toMatch(
    /\| stock \| +1 \| +no \|.*\n\nno train with stock: no such kernel$/,
  )
})

it('says of a process that failed why', () => {
  const [row] = summarise([{ ...rounds[0]!, answer: { failed: 'no memory' } }], ['theirs'], workloads)
  expect(row!.results).toEqual({ train: { refused: 'no memory' }, predict: { refused: 'no memory' } })
})

it('aligns a table that Markdown reads', () => {
  expect(report(summarise(rounds, ['theirs'], workloads), workloads, (id) => id)).toBe(
    `
compact, batches of 2

|        | threads |         train ms |            speed | predict ms | speed | peak MiB |
| ------ | ------: | ---------------: | ---------------: | ---------: | ----: | -------: |
| ours   |       1 | 7.50 (5.00-10.0) | 2.50 (2.00-3.00) |       1.00 |  1.00 |      301 |
| theirs |       1 | 20.0 (10.0-30.0) |             1.00 |       1.00 |  1.00 |      301 |
`.trim(),
  )
})

it('stops where two subjects built different networks', () => {
  expect(() => assertSameNetwork(rounds)).not.toThrow()
  expect(() => assertSameNetwork([...rounds, measured('other', 0, 1, { parameters: 6 })])).toThrow(
    'compact, batches of 2: the subjects built different networks, with trainable parameters: ours 5, theirs 5, other 6',
  )
})

it('compares with the faster of two references, round by round', () => {
  const slower = [measured('slower', 0, 10), measured('slower', 1, 80)]
  const [ours] = summarise([...rounds, ...slower], ['theirs', 'slower'], workloads)
  // Theirs takes 20 and 60, the slower one 10 and 80, ours 10 and 20.
  expect(ours!.results['train']).toMatchObject({ speed: { median: 2, low: 1, high: 3 } })
})

it('leaves out who had none of the workloads', () => {
  expect(summarise(rounds, ['theirs'], ['grad-cam'])).toEqual([])
})
