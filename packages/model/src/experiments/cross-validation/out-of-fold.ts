/** The predictions of all folds as if they were one model's. */
import type { Predictions } from '../../training/predict.ts'
import { averagePredictions } from '../ensemble/average-predictions.ts'
import type { Fold, FoldResult } from './fold.ts'

/** Every picture predicted by the model that had not seen it. */
export interface OutOfFold extends Predictions {
  /** The fold of each picture. */
  folds: Int32Array
}

/** Results of different folds one after another, in the order of folds. */
function pooled(results: readonly FoldResult[]): OutOfFold {
  const classes = results[0]?.predictions.classes ?? 0
  for (const { fold, seed, predictions } of results)
    if (predictions.classes !== classes) {
      const where = `fold ${fold}, seed ${seed}`
      throw new RangeError(`${where}: has ${predictions.classes} classes, fold ${results[0]!.fold} has ${classes}`)
    }
  const count = results.reduce((sum, { predictions }) => sum + predictions.ids.length, 0)
  const all = {
    probabilities: new Float32Array(count * classes),
    classes,
    yTrue: new Int32Array(count),
    ids: results.flatMap(({ predictions }) => predictions.ids),
    folds: new Int32Array(count),
  }
  let offset = 0
  for (const { fold, predictions } of results) {
    all.probabilities.set(predictions.probabilities, offset * classes)
    all.yTrue.set(predictions.yTrue, offset)
    all.folds.fill(fold, offset, offset + predictions.ids.length)
    offset += predictions.ids.length
  }
  return all
}

/** Out-of-fold predictions by seed, and their average over the seeds of the folds that all seeds have done. */
export function outOfFoldOf(
  folds: readonly Fold[],
  seeds: readonly number[],
  results: readonly FoldResult[],
): { bySeed: OutOfFold[]; outOfFold: OutOfFold; missing: string[] } {
  const of = (seed: number): FoldResult[] =>
    results.filter((result) => result.seed === seed).sort((one, two) => one.fold - two.fold)
  const whole = folds.map((_, fold) => seeds.every((seed) => of(seed).some((result) => result.fold === fold)))
  const shared = seeds.map((seed) => pooled(of(seed).filter(({ fold }) => whole[fold])))
  return {
    bySeed: seeds.map((seed) => pooled(of(seed))),
    outOfFold: { ...averagePredictions(shared), folds: shared[0]!.folds },
    missing: folds.flatMap(({ val }, fold) => (whole[fold] ? [] : [...val])),
  }
}

/** What `evaluateBinary` of `@convlens/metrics` takes. */
export interface BinaryScores {
  /** 1 where the picture is of the class asked for, 0 otherwise. */
  yTrue: Int32Array
  /** Probability of that class. */
  yScore: Float32Array
  ids: string[]
  /** The patient of each picture, where they were given. */
  groups?: string[]
}

/**
 * One class against all others, in the form that `evaluateBinary` of `@convlens/metrics` takes.
 *
 * @param groups the patient of each picture by its id; intervals then count patients instead of pictures
 * @throws RangeError for a class that is not there, or a picture without a group
 * @example
 * ```ts
 * const { outOfFold } = await crossValidate({ folds, run })
 * evaluateBinary({ ...oneAgainstRest(outOfFold, 0, patients), labels: ['covid', 'normal'] })
 * ```
 */
export function oneAgainstRest(
  { probabilities, classes, yTrue, ids }: Predictions,
  positive: number,
  groups?: Readonly<Record<string, string>> | ReadonlyMap<string, string>,
): BinaryScores {
  if (!Number.isInteger(positive) || positive < 0 || positive >= classes)
    throw new RangeError(`positive: expected a class from 0 to ${classes - 1}, got ${positive}`)
  const scores = {
    yTrue: yTrue.map((label) => (label === positive ? 1 : 0)),
    yScore: Float32Array.from(ids, (_, i) => probabilities[i * classes + positive]!),
    ids: [...ids],
  }
  if (groups === undefined) return scores
  const byId = groups instanceof Map ? groups : new Map(Object.entries(groups))
  const groupOf = (id: string): string => {
    const group = byId.get(id) as string | undefined
    if (group === undefined) throw new RangeError(`groups: expected one for every picture, '${id}' has none`)
    return group
  }
  return { ...scores, groups: ids.map(groupOf) }
}
