// The confusion matrix as text, for a terminal.
import {
  normaliseConfusionMatrix,
  type ConfusionMatrix,
  type ConfusionMatrixNormalisation,
} from './confusion-matrix.ts'
import { fixed, MOST_DIGITS } from './fixed.ts'
import { checkCount } from '../shared/checks.ts'

export interface FormatConfusionMatrixOptions {
  /** Shares in the place of counts: of the true class, of the predicted class, or of all. */
  normalise?: ConfusionMatrixNormalisation
  /** Decimals of shares, and of counts where weights made them no whole numbers; 0 to 99. Default 2. */
  digits?: number
  /** Columns of the terminal. Where the names of the classes need more, columns get numbers. Default 80. */
  width?: number
}

const CORNER = 'true \\ predicted'
const GAP = '  '

/** Python's and a terminal's count of letters, not UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length
}

/**
 * The matrix as a table with a line end after each row: rows true, columns predicted, names on the left, numbers to the
 * right. Where the names do not fit into `width` above their columns, rows and columns are numbered from 1 instead.
 * Numbers are never cut, so that a great many classes make lines longer than `width`.
 *
 * @throws RangeError for an unknown normalisation, digits outside 0..99, or a width that is no whole number
 * @example
 * formatConfusionMatrix({ labels: ['covid', 'normal'], counts: [[20, 5], [10, 15]] })
 * // true \ predicted  covid  normal
 * // covid                20       5
 * // normal               10      15
 * @example
 * formatConfusionMatrix({ labels: ['covid', 'normal'], counts: [[20, 5], [10, 15]] }, { normalise: 'true' })
 * // true \ predicted  covid  normal
 * // covid              0.80    0.20
 * // normal             0.40    0.60
 */
export function formatConfusionMatrix(
  { labels, counts }: Pick<ConfusionMatrix, 'labels' | 'counts'>,
  { normalise, digits = 2, width = 80 }: FormatConfusionMatrixOptions = {},
): string {
  checkCount('digits', digits, 0)
  if (digits >= MOST_DIGITS) throw new RangeError(`digits: is ${digits}, expected at most 99`)
  checkCount('width', width, 0)
  const values = normalise === undefined ? counts : normaliseConfusionMatrix({ counts }, normalise)
  const whole = normalise === undefined && counts.every((row) => row.every(Number.isInteger))
  const cells = values.map((row) => row.map((value) => (whole ? String(value) : fixed(value, digits))))

  const table = (names: readonly string[], headings: readonly string[]): string[] => {
    const rows = [[CORNER, ...headings], ...cells.map((row, t) => [names[t]!].concat(row))]
    const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column]!))))
    return rows.map((row) =>
      row
        .map((text, column) => {
          const room = ' '.repeat(widths[column]! - lengthOf(text))
          return column === 0 ? text + room : room + text
        })
        .join(GAP),
    )
  }
  const named = table(labels, labels)
  if (lengthOf(named[0]!) <= width) return `${named.join('\n')}\n`
  const numbers = labels.map((_, k) => String(k + 1))
  const last = String(labels.length).length
  const numbered = labels.map((label, k) => `${numbers[k]!.padStart(last)} ${label}`)
  return `${table(numbered, numbers).join('\n')}\n`
}
