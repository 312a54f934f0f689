/** One record of a CSV file (RFC 4180), as far as a log needs it: a record is a line, cells hold no line breaks. */

/** Cells with a comma or a quote are quoted, and only those. */
export function csvRecord(cells: readonly string[]): string {
  return cells.map((cell) => (/[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
}

/** The cells of one record without its line break; undefined where a quote is never closed or stands in the wrong place. */
export function parseCsvRecord(record: string): string[] | undefined {
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  for (;;) {
    const match = cell.exec(record)
    if (match === null) return undefined
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]!)
    if (match[3] === '') return cells
  }
}
