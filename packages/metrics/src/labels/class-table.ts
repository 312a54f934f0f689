// The counts behind the agreement of two lists of classes, for the classes that occur: a class index may be any size.
import { checkClasses, checkLengths, checkWeights } from '../shared/checks.ts'

export interface ClassTable {
  /** The class indices that occur, in the order in which they do. */
  classes: number[]
  /** Rows true, columns predicted, in the order of `classes`. */
  counts: Float64Array[]
}

/** @throws RangeError for different lengths, nothing at all, entries that are no class index, or wrong weights */
export function classTable(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  weights?: ArrayLike<number>,
): ClassTable {
  const n = checkLengths({ yTrue, yPred, ...(weights && { weights }) })
  checkClasses('yTrue', yTrue, Infinity)
  checkClasses('yPred', yPred, Infinity)
  if (weights) checkWeights('weights', weights)
  const found = new Set<number>()
  for (let i = 0; i < n; i++) found.add(yTrue[i]!).add(yPred[i]!)
  const classes = [...found]
  const place = new Map(classes.map((value, index) => [value, index]))
  const counts = classes.map(() => new Float64Array(classes.length))
  for (let i = 0; i < n; i++) counts[place.get(yTrue[i]!)!]![place.get(yPred[i]!)!]! += weights ? weights[i]! : 1
  return { classes, counts }
}
