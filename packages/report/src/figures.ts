/** All figures of a run at once. */
import { planFigures } from './figure-plan.ts'
import { evaluationFigures } from './evaluation-plan.ts'
import type { PlannedFigure } from './planned-figure.ts'
import type { RunData, SplitMetrics } from './run-data.ts'

/**
 * Draws every figure that the data of a run allow: `accuracy`, `loss`, `confusion-matrix`, `roc`, `precision-recall`,
 * `calibration`, `decision-curve`, `subgroups-auc`, `subgroups-sensitivity`, `subgroups-specificity`, `architecture`,
 * and `confusion-matrix-<split>` for the splits beside the headline one. A figure without data is left out.
 *
 * @returns SVG by figure name; names hold only lower-case letters, digits and hyphens, fit for files
 * @example for (const [name, svg] of Object.entries(figures(run))) await writeFile(`figures/${name}.svg`, svg)
 */
export function figures(run: RunData): Record<string, string> {
  return drawn(planFigures(run))
}

/**
 * Draws every figure that the numbers of one evaluation allow, without a whole run: as `figures` does for a run with
 * one split of this name.
 *
 * @param split which pictures were evaluated, for the titles
 * @returns SVG by figure name, as `figures` returns them
 * @example metricsFigures(evaluation, 'hospital B')['roc'] // '<svg ...'
 */
export function metricsFigures(metrics: SplitMetrics, split = 'test'): Record<string, string> {
  return drawn(evaluationFigures({ metrics: { [split]: metrics } }))
}

function drawn(planned: readonly PlannedFigure[]): Record<string, string> {
  return Object.fromEntries(planned.map(({ name, draw }) => [name, draw()]))
}
