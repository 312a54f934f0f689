/** An inspection as plain text for a terminal. */
import { describeLeak } from '../datasets/find-leaks.ts'
import type { Inspection } from './inspection.ts'
import type { ClassTable } from './tables.ts'

export interface FormatInspectionOptions {
  /** Rows of a table and entries of a list at most, 8 by default; what is left out is counted. */
  limit?: number
}

/**
 * Counts, tables, lists and warnings, one below the other, without colours, ending with a line break.
 *
 * @example
 * process.stdout.write(formatInspection(await inspect(dataset)))
 */
export function formatInspection(found: Inspection, options: FormatInspectionOptions = {}): string {
  const { limit = 8 } = options
  const { labels, classCounts, groups, unreadable } = found
  const sections = [
    `${found.total} pictures (${labels.map((label, c) => `${classCounts[c]} ${label}`).join(', ')}), ` +
      `${groups.count} groups (the largest has ${groups.largest}), ${groups.without} pictures without a group, ` +
      `${unreadable.length} unreadable`,
    ...found.tables.map((table) => formatTable(table, labels, limit)),
    section('Leaks', found.leaks.map(describeLeak), limit),
    section(
      'Copies',
      found.exactDuplicates.map(({ ids }) => ids.join(' = ')),
      limit,
    ),
    section(
      'Near-duplicates',
      found.nearDuplicates.map(
        ({ ids, correlation, inverted, mirrored }) =>
          `${correlation.toFixed(3)}  ${ids.join(' = ')}${inverted ? ', inverted' : ''}${mirrored ? ', mirrored' : ''}`,
      ),
      limit,
    ),
    section(
      'Unreadable',
      unreadable.map(({ id, code, message }) => `${id} (${code}): ${message}`),
      limit,
    ),
    section(
      'Not what the ending says',
      found.misnamed.map(({ id, format }) => `${id} is ${format}`),
      limit,
    ),
    found.warnings.length === 0
      ? 'Nothing suspicious found.'
      : `Warnings\n${found.warnings.map((warning) => `- ${warning}`).join('\n')}`,
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function formatTable(
  { attribute, rows, cramersV, guess, chance, suspicious }: ClassTable,
  labels: readonly string[],
  limit: number,
): string {
  const shown = rows.slice(0, limit)
  const rest = rows.slice(limit)
  if (rest.length > 0)
    shown.push({
      value: `${rest.length} more`,
      counts: labels.map((_, c) => rest.reduce((sum, { counts }) => sum + counts[c]!, 0)),
    })
  const cells = [
    [attribute, ...labels],
    ...shown.map(({ value, counts }) => [cut(value, 48)].concat(counts.map(String))),
  ]
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map((row) => row[c]!.length)))
  const lines = cells.map((row) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  '),
  )
  const verdict =
    rows.length < 2
      ? ''
      : `  V ${cramersV.toFixed(2)}, ${Math.round(100 * guess)} % guessed right by it (chance ${Math.round(100 * chance)} %)${suspicious ? '  <- tells the class' : ''}`
  return [lines[0]! + verdict, ...lines.slice(1)].join('\n')
}

function section(title: string, lines: readonly string[], limit: number): string {
  if (lines.length === 0) return ''
  const shown = lines.slice(0, limit)
  if (lines.length > limit) shown.push(`... and ${lines.length - limit} more`)
  return `${title} (${lines.length})\n${shown.map((line) => `  ${line}`).join('\n')}`
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 3)}...` : text)
