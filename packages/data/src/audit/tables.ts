/** Classes against what else the pictures differ in: source, split, size, shape, format, mode, compression. */
import { associate } from './association.ts'
import type { Association } from './association.ts'

/** What pictures are told apart by. */
export type Attribute = 'split' | 'source' | 'size' | 'shape' | 'area' | 'format' | 'mode' | 'compression'

/** How many pictures of each class have each value of an attribute. */
export interface ClassTable extends Association {
  attribute: Attribute
  /** Most frequent first; quarters of the range in ascending order. */
  rows: { value: string; counts: number[] }[]
  /** The attribute tells the class: V of at least 0.3 that is no chance (p below 0.01), and guesses better than chance by 5 %. */
  suspicious: boolean
  /** What that means, for people; empty where nothing is suspicious. */
  sentence: string
}

/** What each picture has; `undefined` where it is not known, which leaves the picture out (a missing source is `none`). */
export type Described = { label: number } & Partial<
  Record<'split' | 'source' | 'format' | 'mode', string | undefined>
> &
  Partial<Record<'width' | 'height' | 'bytes', number | undefined>>

const words: Record<Attribute, string> = {
  split: 'split',
  source: 'source',
  size: 'size in pixels',
  shape: 'shape (width / height)',
  area: 'number of pixels',
  format: 'file format',
  mode: 'colour mode',
  compression: 'compression (bytes a pixel)',
}

/** Tables of all attributes that at least one picture has. */
export function classTables(pictures: readonly Described[], labels: readonly string[]): ClassTable[] {
  const tables: ClassTable[] = []
  const add = (attribute: Attribute, valueOf: (picture: Described) => string | undefined, order?: string[]): void => {
    const counts = new Map<string, number[]>((order ?? []).map((value) => [value, labels.map(() => 0)]))
    for (const picture of pictures) {
      const value = valueOf(picture)
      if (value === undefined) continue
      let row = counts.get(value)
      if (row === undefined) counts.set(value, (row = labels.map(() => 0)))
      row[picture.label]!++
    }
    const rows = [...counts].map(([value, count]) => ({ value, counts: count }))
    if (order === undefined)
      rows.sort((one, two) => total(two.counts) - total(one.counts) || (one.value < two.value ? -1 : 1))
    if (rows.length > 0) tables.push(judged(attribute, rows, labels))
  }
  if (pictures.some(({ split }) => split !== undefined)) add('split', ({ split }) => split)
  if (pictures.some(({ source }) => source !== undefined)) add('source', ({ source }) => source ?? 'none')
  add('size', ({ width, height }) => (width === undefined ? undefined : `${width} x ${height}`))
  const quarters = (
    attribute: Attribute,
    numberOf: (picture: Described) => number | undefined,
    digits: number,
  ): void => {
    const bins = quarterNames(
      pictures.flatMap((picture) => numberOf(picture) ?? []),
      digits,
    )
    add(attribute, (picture) => bins.of(numberOf(picture)), bins.names)
  }
  quarters('shape', ({ width, height }) => (width === undefined ? undefined : width / height!), 2)
  quarters('area', ({ width, height }) => (width === undefined ? undefined : width * height!), 0)
  add('format', ({ format }) => format)
  add('mode', ({ mode }) => mode)
  const density = ({ width, height, bytes }: Described): number | undefined =>
    width === undefined || bytes === undefined ? undefined : bytes / (width * height!)
  quarters('compression', density, 3)
  return tables
}

/** Cuts numbers at their quartiles; equal numbers stay together. */
function quarterNames(
  values: readonly number[],
  digits: number,
): { names: string[]; of: (value: number | undefined) => string | undefined } {
  const sorted = Float64Array.from(values).sort()
  const cuts = [...new Set([0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]!))].filter(
    (cut) => cut > sorted[0]!,
  )
  const text = (value: number): string => value.toFixed(digits)
  const names = [...cuts, Number.POSITIVE_INFINITY].map((cut, i) =>
    i === 0
      ? `below ${text(cut)}`
      : cut === Number.POSITIVE_INFINITY
        ? `${text(cuts[i - 1]!)} and more`
        : `${text(cuts[i - 1]!)} to ${text(cut)}`,
  )
  if (sorted.length === 0) return { names: [], of: () => undefined }
  if (cuts.length === 0) names[0] = text(sorted[0]!)
  return {
    names: [...new Set(names)],
    of: (value) => (value === undefined ? undefined : names[cuts.filter((cut) => value >= cut).length]!),
  }
}

function judged(attribute: Attribute, rows: ClassTable['rows'], labels: readonly string[]): ClassTable {
  const association = associate(rows.map(({ counts }) => counts))
  const { cramersV, pValue, guess, chance } = association
  const suspicious = cramersV >= 0.3 && pValue < 0.01 && guess >= chance + 0.05
  const table = { attribute, rows, ...association, suspicious, sentence: '' }
  if (!suspicious) return table
  const only = rows.flatMap(({ value, counts }) => {
    const present = counts.flatMap((count, c) => (count > 0 ? [c] : []))
    return present.length === 1 ? [`${value} is ${labels[present[0]!]} only (${counts[present[0]!]})`] : []
  })
  const shown = only.slice(0, 3).join('; ') + (only.length > 3 ? `; and ${only.length - 3} more like these` : '')
  table.sentence =
    `The ${words[attribute]} tells the class: ${percent(guess)} of a class are guessed right by it, ${percent(chance)} without ` +
    `(Cramer's V ${cramersV.toFixed(2)}). A model can score by it without looking at what the labels mean.` +
    (only.length === 0 ? '' : ` ${shown}.`)
  return table
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

const total = (row: readonly number[]): number => row.reduce((sum, count) => sum + count, 0)
