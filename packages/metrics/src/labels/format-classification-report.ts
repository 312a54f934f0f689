// The classification report as text, in scikit-learn's layout to the letter.
import { checkCount } from '../shared/checks.ts'
import type { ClassificationReport, ClassScores } from './classification-report.ts'
import { fixed, MOST_DIGITS } from './fixed.ts'
import type { MultilabelReport } from './multilabel-report.ts'

const COLUMNS = ['precision', 'recall', 'f1-score', 'support']
const COLUMN_WIDTH = 9
/**
 * The report as a table, equal to the text of scikit-learn's `classification_report`, of one or of several labels for a
 * picture, with a line end after the last row. Warnings are not part of it. Support is always a whole number; scikit-learn prints 1.0 where no picture is right.
 *
 * @param digits decimals of the scores, 0 to 99
 * @throws RangeError for another number of digits
 * @example
 * formatClassificationReport(classificationReport([0, 0, 1], [0, 1, 1], { labels: ['covid', 'normal'] }))
 * //               precision    recall  f1-score   support
 * //
 * //        covid       1.00      0.50      0.67         2
 * //       normal       0.50      1.00      0.67         1
 * //
 * //     accuracy                           0.67         3
 * //    macro avg       0.75      0.75      0.67         3
 * // weighted avg       0.83      0.67      0.67         3
 */
export function formatClassificationReport(
  report: ClassificationReport | MultilabelReport,
  { digits = 2 }: { digits?: number } = {},
): string {
  checkCount('digits', digits, 0)
  if (digits >= MOST_DIGITS) throw new RangeError(`digits: is ${digits}, expected at most 99`)
  const names = report.classes.map(({ label }) => label)
  // Python counts code points, not UTF-16 units.
  const width = Math.max(...[...names, 'weighted avg'].map((name) => [...name].length), digits)
  const line = (name: string, cells: string[]): string =>
    `${' '.repeat(width - [...name].length)}${name} ${cells.map((cell) => ` ${cell.padStart(COLUMN_WIDTH)}`).join('')}\n`
  const row = (name: string, { precision, recall, f1, support }: ClassScores): string =>
    line(name, [...[precision, recall, f1].map((score) => fixed(score, digits)), String(support)])
  const { macroAverage, weightedAverage, classes } = report
  const several = 'microAverage' in report
  return [
    line('', COLUMNS),
    '\n',
    ...classes.map((scores) => row(scores.label, scores)),
    '\n',
    several
      ? row('micro avg', report.microAverage)
      : line('accuracy', ['', '', fixed(report.accuracy, digits), String(macroAverage.support)]),
    row('macro avg', macroAverage),
    row('weighted avg', weightedAverage),
    several ? row('samples avg', report.samplesAverage) : '',
  ].join('')
}
