/** Folds and trials of a real training: two processes find what one finds, and a crash costs one fold. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { crossValidate } from '../../experiments/cross-validation/cross-validate.ts'
import type { FoldResult } from '../../experiments/cross-validation/fold.ts'
import { type TuneOptions, tune } from '../../experiments/tuning/tune.ts'
import { pictures, space, trainFold, trainTrial } from './blob-experiments.test-support.ts'
import { fromSources } from './from-sources.test-support.ts'
import { type ProcessPool, processPool } from './process-pool.ts'
import { openResultsFile } from './results-file.ts'

const ids = Array.from({ length: pictures }, (_, i) => String(i))
const folds = [0, 1, 2].map((fold) => ({
  train: ids.filter((_, i) => (i >> 1) % 3 !== fold),
  val: ids.filter((_, i) => (i >> 1) % 3 === fold),
}))

let pool: ProcessPool
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convlens-experiments-'))
  const module = new URL('./blob-experiments.test-support.ts', import.meta.url)
  pool = processPool({ module, execArgv: fromSources, size: 2 })
})
afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true })
})

it('cross-validates in two processes as in one, to the bit, also when a fold’s process was killed and the rest resumed', async () => {
  const options = { folds, seeds: [1, 2], config: { filters: [4] } }
  const alone = await crossValidate({ ...options, run: trainFold })
  expect(alone.outOfFold.ids.length).toBe(pictures)
  // It has learnt: guessing gets 21 or more right once in 7,000 times.
  const { outOfFold } = alone
  const right = ids.filter((_, i) => (outOfFold.probabilities[2 * i + 1]! > 0.5 ? 1 : 0) === outOfFold.yTrue[i])
  expect(right.length).toBeGreaterThan(20)

  const path = join(folder, 'runs', 'folds.jsonl')
  const first = await openResultsFile<FoldResult>(path)
  let reports = 0
  const interrupted = crossValidate({
    ...options,
    run: pool.task('trainFold'),
    concurrency: 2,
    onResult: first.append,
    // A process in the middle of a third or fourth fold, which waits for the answer to its report.
    onReport: ({ value }) => {
      if (++reports === 20) process.kill((value as { pid: number }).pid, 'SIGKILL')
    },
  })
  await expect(interrupted).rejects.toMatchObject({ name: 'CrossValidationError', cause: { code: 'crashed' } })
  await first.close()

  const saved = await openResultsFile<FoldResult>(path)
  expect(saved.done.length).toBeGreaterThan(0)
  expect(saved.done.length).toBeLessThan(6)
  const { resumed, ...found } = await crossValidate({
    ...options,
    run: pool.task('trainFold'),
    concurrency: 2,
    done: saved.done,
    onResult: saved.append,
  })
  await saved.close()
  expect(resumed).toBe(saved.done.length)
  expect({ ...found, resumed: 0 }).toEqual(alone)
})

it('tunes in two processes as in one, prunings included', async () => {
  const options: Omit<TuneOptions<typeof space>, 'run'> = {
    space,
    trials: 8,
    seed: 3,
    goal: 'minimise',
    pruning: { rule: 'median', round: 4 },
  }
  const alone = await tune({ ...options, run: trainTrial })
  expect(new Set(alone.trials.map(({ status }) => status))).toEqual(new Set(['done', 'pruned']))
  expect(alone.best!.settings.rate).toBeGreaterThan(1e-3)
  expect(await tune({ ...options, run: pool.task('trainTrial'), concurrency: 2 })).toEqual(alone)
})
