// How uncertain an AUC is: DeLong's variance.
import { totals, type ScoreSteps } from './score-steps.ts'

/**
 * DeLong's variance of the AUC: var(row means) / m + var(column means) / n of psi = (p > n) + (p == n) / 2, ddof 1; NaN
 * where a class has fewer than two pictures. Pictures of one score share their mean (their placement, from the midrank),
 * so one pass over the distinct scores is enough (Sun and Xu, IEEE SPL 21 (2014) 1389-1393).
 *
 * @param steps of pictures without weights
 */
export function deLongVariance(steps: ScoreSteps, auc: number): number {
  const { truePositives, falsePositives } = steps
  const { positives: m, negatives: n } = totals(steps)
  if (m < 2 || n < 2) return Number.NaN
  // All means times 2n or 2m, which keeps them whole: a division for each score would take longer than all else here.
  const [rowMean, columnMean] = [2 * n * auc, 2 * m * auc]
  let [above, negativesAbove, rows, columns] = [0, 0, 0, 0]
  for (let i = 0; i < truePositives.length; i++) {
    const positives = truePositives[i]!
    const negatives = falsePositives[i]!
    // Twice those below and once those of the same score.
    const row = 2 * n - negatives - negativesAbove - rowMean
    const column = above + positives - columnMean
    rows += (positives - above) * row * row
    columns += (negatives - negativesAbove) * column * column
    above = positives
    negativesAbove = negatives
  }
  return rows / (2 * n) ** 2 / (m - 1) / m + columns / (2 * m) ** 2 / (n - 1) / n
}
