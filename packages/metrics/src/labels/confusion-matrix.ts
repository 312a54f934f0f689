// The confusion matrix: which classes are taken for which, and which pictures sit in a cell.
import { checkClasses, checkLengths, checkWeights } from '../shared/checks.ts'

export interface ConfusionMatrix {
  /** The names of the classes, in the order of rows and columns. */
  labels: string[]
  /**
   * `counts[t][p]`: pictures of class t that were taken for class p, or the sum of their weights. Rows are true, columns
   * predicted.
   */
  counts: number[][]
  /** `ids[t][p]`: which pictures those are, where ids were given. */
  ids?: string[][][]
}

export interface ConfusionMatrixOptions {
  /** The name of each class; class indices point into it. */
  labels: readonly string[]
  /** An id for each picture; the matrix then says which pictures sit in each cell. */
  ids?: ArrayLike<string>
  /** How much each picture counts, finite and at least 0; scikit-learn's `sample_weight`. Default: 1 each. */
  weights?: ArrayLike<number>
}

/** What a normalised matrix sums to 1 over: each row, each column, or everything. */
export type ConfusionMatrixNormalisation = 'true' | 'predicted' | 'all'

/** @throws RangeError unless there are labels, each different from the others. */
export function checkLabels(labels: readonly string[]): void {
  if (labels.length === 0) throw new RangeError('labels: is empty, expected the name of each class')
  const twice = labels.find((label, index) => labels.indexOf(label) !== index)
  if (twice !== undefined)
    throw new RangeError(`labels: has '${twice}' twice, expected a name of its own for each class`)
}

/**
 * Counts pairs of true and predicted class. Rows are true, columns predicted, as in scikit-learn; labels keep the
 * order in which they are given. Nothing to count gives zeros.
 *
 * @param yTrue class index of each picture
 * @param yPred predicted class index of each picture
 * @throws RangeError for different lengths, a class index outside `labels`, two labels of one name, or weights that are
 *   negative, not finite, or all 0
 * @example
 * confusionMatrix([0, 0, 1], [0, 1, 1], { labels: ['covid', 'normal'] }).counts // [[1, 1], [0, 1]]
 */
export function confusionMatrix(
  yTrue: ArrayLike<number>,
  yPred: ArrayLike<number>,
  { labels, ids, weights }: ConfusionMatrixOptions,
): ConfusionMatrix {
  if (yTrue.length > 0 || yPred.length > 0) {
    checkLengths({ yTrue, yPred, ...(ids && { ids }), ...(weights && { weights }) })
  }
  checkLabels(labels)
  checkClasses('yTrue', yTrue, labels.length)
  checkClasses('yPred', yPred, labels.length)
  if (weights) checkWeights('weights', weights)

  const counts = labels.map(() => labels.map(() => 0))
  const cells = labels.map(() => labels.map((): string[] => []))
  for (let i = 0; i < yTrue.length; i++) {
    const [t, p] = [yTrue[i]!, yPred[i]!]
    counts[t]![p]! += weights ? weights[i]! : 1
    if (ids) cells[t]![p]!.push(ids[i]!)
  }
  return { labels: [...labels], counts, ...(ids && { ids: cells }) }
}

/**
 * The matrix as shares, each from 0 to 1: of the true class (rows sum to 1; the diagonal is the recall), of the
 * predicted class (columns sum to 1; the diagonal is the precision), or of all pictures. A row or column without any
 * picture stays 0, as in scikit-learn.
 *
 * @throws RangeError for an unknown `over`
 * @example
 * normaliseConfusionMatrix({ labels: ['a', 'b'], counts: [[3, 1], [0, 4]] }, 'true') // [[0.75, 0.25], [0, 1]]
 */
export function normaliseConfusionMatrix(
  { counts }: Pick<ConfusionMatrix, 'counts'>,
  over: ConfusionMatrixNormalisation,
): number[][] {
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0))
  const columns = counts.map((_, p) => counts.reduce((sum, row) => sum + row[p]!, 0))
  const all = rows.reduce((sum, count) => sum + count, 0)
  const totals = {
    true: (t: number, _p: number) => rows[t]!,
    predicted: (_t: number, p: number) => columns[p]!,
    all: (_t: number, _p: number) => all,
  }
  if (!Object.hasOwn(totals, over)) {
    throw new RangeError(`over: is '${String(over)}', expected 'true', 'predicted' or 'all'`)
  }
  return counts.map((row, t) => row.map((count, p) => (count === 0 ? 0 : count / totals[over](t, p))))
}
