// The pictures of each subgroup: the women among them, those of one hospital, those from 40 to 59.
import { checkLengths } from '../shared/checks.ts'

/** What each picture is, by variable: `{ sex: ['female', 'male', undefined], source: [...] }`; undefined is not known. */
export type Subgroups = Readonly<Record<string, ArrayLike<string | number | undefined>>>

export interface Subgroup {
  /** Such as `sex`. */
  variable: string
  /** Such as `female`; `not stated` for pictures of which it is not known. */
  name: string
  /** The positions of its pictures. */
  pictures: number[]
}

/** What pictures without a value are called. */
const UNKNOWN = 'not stated'

/**
 * Variables in the order given; their values by number where all are numbers, else by the alphabet, unknown last. A
 * variable with a single value divides nothing and is left out.
 */
export function subgroupsOf(n: number, subgroups: Subgroups): Subgroup[] {
  return Object.entries(subgroups).flatMap(([variable, values]) => {
    checkLengths({ yTrue: { length: n }, [`subgroups.${variable}`]: values })
    const found = new Map<string | number | undefined, number[]>()
    for (let i = 0; i < n; i++) {
      const pictures = found.get(values[i])
      if (pictures) pictures.push(i)
      else found.set(values[i], [i])
    }
    if (found.size < 2) return []
    return [...found]
      .sort(([a], [b]) => rank(a) - rank(b) || compare(a!, b!))
      .map(([value, pictures]): Subgroup => ({ variable, name: String(value ?? UNKNOWN), pictures }))
  })
}

function rank(value: string | number | undefined): number {
  return value === undefined ? 1 : 0
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  // Not by the user's language: the order must not depend on the machine. Bands (`<18`, `18-39`, `100+`) by their number.
  const [one, two] = [String(a), String(b)]
  return bandStart(one) - bandStart(two) || (one < two ? -1 : Number(one > two))
}

function bandStart(name: string): number {
  const band = /^(<)?(\d+)(?:\+|-\d+)?$/.exec(name)
  return band ? Number(band[2]) - Number(band[1] === '<') / 2 : Number.MAX_SAFE_INTEGER
}

/**
 * Numbers as bands, for `subgroups`: ages 37 and 64 between the edges 18, 40, 60 are `18-39` and `60+`; below the first
 * edge `<18`. What is undefined or NaN stays undefined.
 *
 * @param edges rising; bands are [edge, next edge), named for whole numbers
 * @throws RangeError for edges that are none, not finite, or not rising
 * @example
 * bandsOf([37, 64, undefined], [18, 40, 60]) // ['18-39', '60+', undefined]
 */
export function bandsOf(values: ArrayLike<number | undefined>, edges: readonly number[]): (string | undefined)[] {
  if (edges.length === 0) throw new RangeError('edges: is empty, expected at least one')
  edges.forEach((edge, i) => {
    if (!Number.isInteger(edge) || (i > 0 && edge <= edges[i - 1]!)) {
      throw new RangeError(`edges[${i}]: is ${edge}, expected whole numbers that rise`)
    }
  })
  return Array.from(values, (value) => {
    if (value === undefined || Number.isNaN(value)) return undefined
    const above = edges.filter((edge) => value >= edge).length
    if (above === 0) return `<${edges[0]}`
    const [from, to] = [edges[above - 1]!, edges[above]]
    if (to === undefined) return `${from}+`
    return to - 1 === from ? String(from) : `${from}-${to - 1}`
  })
}
