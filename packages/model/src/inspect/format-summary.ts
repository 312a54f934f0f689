/** A summary as text for a terminal. */
import type { ModelSummary } from './summary.ts'

/** How a summary is written. */
export interface FormatSummaryOptions {
  /** Columns of the terminal; text that is too long is cut in the middle. At least 80. Default 100. */
  width?: number
}

const GAP = '  '

/** 1234567 as `1,234,567`, the same in every locale. */
const grouped = (value: number | undefined): string =>
  value === undefined ? '?' : String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')

const shapeOf = (shape: readonly (number | null)[]): string => shape.map((side) => side ?? '?').join(' x ')

function bytes(count: number | undefined): string {
  if (count === undefined) return '?'
  const [value, unit] = count < 2 ** 20 ? [count / 2 ** 10, 'KiB'] : [count / 2 ** 20, 'MiB']
  return `${value.toFixed(1)} ${unit}`
}

/** Cut in the middle: what sets names apart is at both ends. */
function cut(text: string, width: number): string {
  if (text.length <= width) return text
  const head = Math.ceil((width - 2) / 2)
  return `${text.slice(0, head)}..${text.slice(text.length - (width - 2 - head))}`
}

/** A column of the table: numbers stand right and are never cut, text stands left and gives way in the order of `yields`. */
interface Column {
  title: string
  cells: string[]
  yields?: number
}

const counts = (values: (number | undefined)[]): string[] => values.map((count) => (count === 0 ? '' : grouped(count)))

function columnsOf({ layers, sequential }: ModelSummary): Column[] {
  const frozen = layers.map((row) => (row.frozen ? 'frozen' : ''))
  const from = layers.map((row, i) => {
    const above = layers[i - 1]?.path
    const others = row.from.filter((path) => path !== above).join(', ')
    // The row above needs no name, alone or beside others.
    return others !== '' && row.from.includes(above!) ? `+ ${others}` : others
  })
  return [
    { title: 'Layer', cells: layers.map(({ path }) => path), yields: 3 },
    { title: 'Type', cells: layers.map(({ type }) => type), yields: 1 },
    { title: 'Output', cells: layers.map(({ outputShape }) => shapeOf(outputShape)), yields: 4 },
    { title: 'Parameters', cells: counts(layers.map((row) => row.parameters)) },
    { title: 'Multiplications', cells: counts(layers.map((row) => row.multiplications)) },
    ...(frozen.includes('frozen') ? [{ title: '', cells: frozen }] : []),
    ...(sequential ? [] : [{ title: 'From', cells: from, yields: 2 }]),
  ]
}

/** Text shrinks to no less than this: then even all columns fit into 80 characters. */
const NARROWEST = 9

/** Widths of the columns, made to fit as far as they can. */
function widthsOf(columns: readonly Column[], width: number): number[] {
  const widths = columns.map(({ title, cells }) => Math.max(title.length, ...cells.map(({ length }) => length)))
  let excess = widths.reduce((sum, each) => sum + each, (columns.length - 1) * GAP.length) - width
  const order = columns.flatMap(({ yields }, i) => (yields === undefined ? [] : [{ i, yields }]))
  for (const { i } of order.toSorted((a, b) => a.yields - b.yields)) {
    const give = Math.min(Math.max(0, excess), Math.max(0, widths[i]! - NARROWEST))
    widths[i]! -= give
    excess -= give
  }
  return widths
}

/**
 * The rows of a summary as an aligned table, then its sums; plain characters, no colours, lines end with `\n`. Where layers branch,
 * `From` names what a layer takes other than the row above; `+ pool1` is the row above and pool1.
 *
 * @throws RangeError for a width below 80
 * @example
 * ```ts
 * formatSummary(summary(buildCnn({ preset: 'compact' })), { width: 80 }).split('\n')[0]
 * // 'cnn: 224 x 224 x 1 -> 2'
 * ```
 */
export function formatSummary(summary: ModelSummary, { width = 100 }: FormatSummaryOptions = {}): string {
  if (!(Number.isInteger(width) && width >= 80))
    throw new RangeError(`width: expected an integer of at least 80, got ${String(width)}`)
  const { name, inputShape, layers, parameters, trainable, multiplications, activationBytes } = summary
  const columns = columnsOf(summary)
  const widths = widthsOf(columns, width)
  const line = (cellOf: (column: Column) => string): string =>
    columns
      .map((column, i) => {
        const text = cellOf(column)
        if (column.yields === undefined && column.title !== '') return text.padStart(widths[i]!)
        return cut(text, widths[i]!).padEnd(widths[i]!)
      })
      .join(GAP)
      .trimEnd()
  const rule = '-'.repeat(widths.reduce((sum, each) => sum + each, (columns.length - 1) * GAP.length))
  const outputShape = layers.at(-1)?.outputShape ?? inputShape
  const frozen = trainable === parameters ? '' : ` (${grouped(trainable)} trainable)`
  return [
    `${name}: ${shapeOf(inputShape)} -> ${shapeOf(outputShape)}`,
    '',
    line(({ title }) => title),
    rule,
    ...layers.map((_, i) => line(({ cells }) => cells[i]!)),
    rule,
    `Parameters       ${grouped(parameters)}${frozen}`,
    `Multiplications  ${grouped(multiplications)} a picture`,
    `Activations      ${bytes(activationBytes)} a picture`,
    '',
  ].join('\n')
}
