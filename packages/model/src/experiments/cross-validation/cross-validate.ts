/** Cross-validation: every picture predicted by a model that has not seen it. */
import type { Metric } from '../../training/options.ts'
import type { Predictions } from '../../training/predict.ts'
import { resultKey } from '../result-key.ts'
import { type Task, runLimited } from '../task.ts'
import { CrossValidationError } from './cross-validation-error.ts'
import { type Fold, type FoldFailure, type FoldResult, type FoldTask, checkFolds, inOrderOf } from './fold.ts'
import { type OutOfFold, outOfFoldOf } from './out-of-fold.ts'

export interface CrossValidateOptions {
  /** By ids; `stratifiedGroupKFold` of `@convlens/data` makes them without a patient on both sides. */
  folds: readonly Fold[]
  /** Each fold is trained once with each; default `[0]`. */
  seeds?: readonly number[]
  /**
   * Builds, trains and predicts `val`, in any order; `predict` returns what is wanted. A task of `processPool`
   * (`@convlens/model/node`) does so in another process.
   */
  run: Task<FoldTask, Predictions>
  /** How many run at once; default 1. With a pool: its size. The results do not depend on it. */
  concurrency?: number
  /** Every setting `run` depends on, as JSON: `done` results made with others are not taken up. */
  config?: unknown
  /** Results of an earlier run, which are not computed again; those of other folds, seeds or settings are passed over. */
  done?: readonly FoldResult[]
  /** Whether a fold that fails ends everything (default), or is noted while the others go on. */
  onFailure?: 'stop' | 'continue'
  /** Numbers about each fold beside its accuracy. */
  metrics?: Record<string, Metric>
  /** Ends it; rejected with its reason when the folds under way have ended. */
  signal?: AbortSignal
  /** Called, and awaited, after each fold that was computed, in the order in which they end: the place to save it. */
  onResult?: (result: FoldResult) => unknown
  /** What `run` tells by `context.report`. */
  onReport?: (report: { fold: number; seed: number; value: unknown }) => unknown
}

/** Numbers about one training. */
export interface FoldValues {
  fold: number
  seed: number
  /** Pictures in `val`. */
  n: number
  accuracy: number
  values: Record<string, number>
}

export interface CrossValidation {
  /** By seed, then by fold; computed or taken up. */
  results: FoldResult[]
  /** Numbers about each, in the same order. */
  table: FoldValues[]
  /** Each seed's own out-of-fold predictions. */
  bySeed: OutOfFold[]
  /** Their average: each picture once, in the order of the folds' `val`. */
  outOfFold: OutOfFold
  /** What failed, by seed and fold. Its pictures are not in `outOfFold`. */
  failures: FoldFailure[]
  /** Pictures that are not in `outOfFold`, as some seed's fold failed. */
  missing: string[]
  /** How many of `done` were taken up. */
  resumed: number
}

/**
 * Trains one model for each fold and seed and puts their predictions together: each picture is predicted exactly once by each seed,
 * by a model that was not trained on it, and averaged over the seeds. The result does not depend on the order in which folds end, on
 * `concurrency`, or on whether some were `done` before.
 *
 * @throws RangeError for folds that overlap or other bad options; CrossValidationError naming fold and seed where one failed, with
 *   what was done until then; the reason of `signal`
 * @example
 * ```ts
 * const ids = ({ samples }) => samples.map(({ id }) => id)
 * const folds = stratifiedGroupKFold(dataset).map(({ train, test }) => ({ train: ids(train), val: ids(test) }))
 * const { outOfFold, table } = await crossValidate({
 *   folds,
 *   seeds: [1, 2, 3],
 *   async run({ train: trainIds, val, seed }, { signal }) {
 *     const model = buildCnn({ preset: 'compact', seed })
 *     for await (const _ of train(model, { train: () => batchesOf(trainIds) }, { epochs: 20, seed, signal }));
 *     return predict(model, batchesOf(val))
 *   },
 * })
 * ```
 */
export async function crossValidate(options: CrossValidateOptions): Promise<CrossValidation> {
  const { folds, seeds = [0], run, concurrency, config, done = [], onFailure = 'stop', metrics = {}, signal } = options
  checkFolds(folds)
  checkSeeds(seeds)
  if (onFailure !== 'stop' && onFailure !== 'continue')
    throw new RangeError(`onFailure: expected 'stop' or 'continue', got '${String(onFailure)}'`)
  const known = new Map(done.map((result) => [result.key, result]))
  const found = new Map<string, FoldResult>()
  const failures: FoldFailure[] = []
  const plan = seeds.flatMap((seed) =>
    folds.map(({ train, val }, fold) => {
      const task: FoldTask = { fold, seed, train: [...train], val: [...val] }
      return { task, key: `${fold}-${seed}-${resultKey({ config, train, val })}` }
    }),
  )
  for (const { task, key } of plan) {
    const result = known.get(key)
    if (result !== undefined) found.set(key, checked(key, task, result.predictions))
  }
  const resumed = found.size
  const inOrder = (): FoldResult[] => plan.flatMap(({ key }) => found.get(key) ?? [])

  await runLimited(
    plan.filter(({ key }) => !found.has(key)),
    { concurrency, signal },
    async ({ task, key }, stopped) => {
      const { fold, seed } = task
      let result: FoldResult
      try {
        const report = async (value: unknown): Promise<void> => void (await options.onReport?.({ fold, seed, value }))
        result = checked(key, task, await run(task, { signal: stopped, report }))
      } catch (error) {
        if (stopped.aborted) return
        if (onFailure === 'stop') throw new CrossValidationError(fold, seed, error)
        failures.push({ fold, seed, error })
        return
      }
      found.set(key, result)
      await options.onResult?.(result)
    },
  ).catch((error: unknown) => {
    // By now the others have ended, some of them well.
    if (error instanceof CrossValidationError) error.results.push(...inOrder())
    throw error
  })

  const results = inOrder()
  const place = ({ fold, seed }: FoldFailure): number => seeds.indexOf(seed) * folds.length + fold
  return {
    results,
    table: results.map((result) => valuesOf(result, metrics)),
    ...outOfFoldOf(folds, seeds, results),
    failures: failures.sort((one, two) => place(one) - place(two)),
    resumed,
  }
}

function checkSeeds(seeds: readonly number[]): void {
  if (seeds.length === 0) throw new RangeError('seeds: expected at least one, got none')
  for (const [i, seed] of seeds.entries()) {
    if (!Number.isInteger(seed)) throw new RangeError(`seeds[${i}]: expected an integer, got ${seed}`)
    if (seeds.indexOf(seed) !== i) throw new RangeError(`seeds: expected each once, got ${seed} twice`)
  }
}

function checked(key: string, { fold, seed, val }: FoldTask, predictions: Predictions): FoldResult {
  return { key, fold, seed, predictions: inOrderOf(val, predictions) }
}

function valuesOf({ fold, seed, predictions }: FoldResult, metrics: Record<string, Metric>): FoldValues {
  const { yTrue, probabilities, classes } = predictions
  let right = 0
  for (let i = 0; i < yTrue.length; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes)
    if (row.indexOf(Math.max(...row)) === yTrue[i]) right++
  }
  const values = Object.entries(metrics).map(([name, metric]) => [name, metric(yTrue, probabilities, classes)] as const)
  return { fold, seed, n: yTrue.length, accuracy: right / yTrue.length, values: Object.fromEntries(values) }
}
