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
  let [above, negativesAbove, rows, columns] = [0, 0, 0, 0]
  for (let i = 0; i < truePositives.length; i++) {
    const [positives, negatives] = [truePositives[i]! - above, falsePositives[i]! - negativesAbove]
    const below = n - falsePositives[i]!
    rows += positives * ((below + negatives / 2) / n - auc) ** 2
    columns += negatives * ((above + positives / 2) / m - auc) ** 2
    above = truePositives[i]!
    negativesAbove = falsePositives[i]!
  }
  return rows / (m - 1) / m + columns / (n - 1) / n
}
