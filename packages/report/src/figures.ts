/** All figures of a run at once. */
import { planFigures } from './figure-plan.ts'
import type { RunData } from './run-data.ts'

/**
 * Draws every figure that the data of a run allow: `accuracy`, `loss`, `confusion-matrix`, `roc`, `calibration`,
 * `architecture`, and `confusion-matrix-<split>`, `calibration-<split>` for the splits beside the headline one. A
 * figure without data is left out.
 *
 * @returns SVG by figure name; names hold only lower-case letters, digits and hyphens, fit for files
 * @example for (const [name, svg] of Object.entries(figures(run))) await writeFile(`figures/${name}.svg`, svg)
 */
export function figures(run: RunData): Record<string, string> {
  return Object.fromEntries(planFigures(run).map(({ name, draw }) => [name, draw()]))
}
