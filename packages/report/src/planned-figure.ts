/** A figure before it is drawn: its words, and the table of its data. */

export interface DataTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Where rows were left out, how many; or what belongs to the table and is in no row. */
  readonly note?: string | undefined
}

export interface PlannedFigure {
  /** Key in `figures(run)` and name of its file. */
  readonly name: string
  readonly title: string
  /** What the figure shows and how to read it. */
  readonly caption: string
  draw(): string
  table(): DataTable
}

/** One text of those that are not empty. */
export function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}
