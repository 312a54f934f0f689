/** Folds, what is asked of each, and what it answers. */
import type { Predictions } from '../../training/predict.ts'
import { someOf } from '../result-key.ts'

/** One cut of the pictures, by their ids. */
export interface Fold {
  train: readonly string[]
  /** Predicted by the model that was trained on `train`; every picture is in one fold's `val`. */
  val: readonly string[]
}

/** One training of a cross-validation; plain data that can go to another process. */
export interface FoldTask extends Fold {
  /** 0-based */
  fold: number
  seed: number
}

/** What one training predicted for its `val`, in that order. Plain data: save it and hand it in again as `done`. */
export interface FoldResult {
  /** Names fold, seed, pictures and `config`; a result is taken up again only where all are the same. */
  key: string
  fold: number
  seed: number
  predictions: Predictions
}

/** A training that failed. */
export interface FoldFailure {
  fold: number
  seed: number
  error: unknown
}

/** @throws RangeError where a picture is in two folds' `val`, or on both sides of one fold, or a side is empty */
export function checkFolds(folds: readonly Fold[]): void {
  if (folds.length === 0) throw new RangeError('folds: expected at least one, got none')
  const places = new Map<string, number>()
  for (const [fold, { train, val }] of folds.entries()) {
    if (train.length === 0) throw new RangeError(`folds[${fold}].train: expected at least one picture, got none`)
    if (val.length === 0) throw new RangeError(`folds[${fold}].val: expected at least one picture, got none`)
    for (const id of val) {
      const other = places.get(id)
      if (other !== undefined) {
        const where = other === fold ? 'twice in it' : `in folds[${other}].val as well`
        throw new RangeError(`folds[${fold}].val: expected each picture in one fold and once, '${id}' is ${where}`)
      }
      places.set(id, fold)
    }
    const both = train.filter((id) => places.get(id) === fold)
    if (both.length > 0)
      throw new RangeError(`folds[${fold}]: expected train and val to share no picture, they share ${someOf(both)}`)
  }
}

/**
 * The predictions of a fold in the order of its `val`.
 *
 * @throws RangeError where one is missing, doubled, of a picture that was not asked for, or no probability
 */
export function inOrderOf(val: readonly string[], predictions: Predictions): Predictions {
  const { ids, probabilities, classes, yTrue } = predictions
  if (!Number.isInteger(classes) || classes < 2)
    throw new RangeError(`predictions.classes: expected an integer of at least 2, got ${classes}`)
  if (probabilities.length !== ids.length * classes || yTrue.length !== ids.length) {
    const sizes = `${probabilities.length} probabilities and ${yTrue.length} true classes`
    throw new RangeError(`predictions: has ${sizes} for ${ids.length} ids and ${classes} classes`)
  }
  const places = new Map(ids.map((id, i) => [id, i]))
  const asked = new Set(val)
  const doubled = ids.filter((id, i) => places.get(id) !== i)
  const unknown = ids.filter((id) => !asked.has(id))
  const missing = val.filter((id) => !places.has(id))
  for (const [names, what] of [
    [doubled, 'predicted more than once'],
    [unknown, 'predicted and not in val'],
    [missing, 'in val and not predicted'],
  ] as const) {
    if (names.length > 0)
      throw new RangeError(`predictions.ids: expected those of val, each once; ${what}: ${someOf(names)}`)
  }
  const ordered = new Float32Array(probabilities.length)
  for (const [i, id] of val.entries()) {
    const start = places.get(id)! * classes
    for (let c = 0; c < classes; c++) {
      const value = probabilities[start + c]!
      if (!(value >= -1e-6 && value <= 1 + 1e-6))
        throw new RangeError(`predictions.probabilities: '${id}' has ${value} for class ${c}, expected 0 to 1`)
      ordered[i * classes + c] = value
    }
  }
  const labels = Int32Array.from(val, (id) => yTrue[places.get(id)!]!)
  const bad = labels.findIndex((label) => !(label >= 0 && label < classes))
  if (bad >= 0)
    throw new RangeError(`predictions.yTrue: '${val[bad]}' is of class ${labels[bad]}, expected 0 to ${classes - 1}`)
  return { probabilities: ordered, classes, yTrue: labels, ids: [...val] }
}
