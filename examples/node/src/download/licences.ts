/** Which pictures may be taken: the licence each row states, and what the user asked for. */
import { UsageError } from '../errors.ts'
import type { ListedPicture } from './list.ts'

export interface LicenceChoice {
  /** Exact names of licences, in any case; all that are stated by default. */
  licences?: readonly string[] | undefined
  /** Takes pictures whose licence nobody stated, too. */
  unlicensed: boolean
}

export interface Selection {
  taken: ListedPicture[]
  /** Left out since their source states no licence. */
  unlicensed: ListedPicture[]
  /** Left out since their licence was not asked for. */
  other: ListedPicture[]
}

/** False for nothing at all, "none", "none stated", "unstated (...)", "unknown", "unlicensed". */
export function isStated(licence: string): boolean {
  return !/^\s*($|none\b|not? stated|unstated|unknown|unlicen[sc]ed)/i.test(licence)
}

/** @throws {UsageError} for a licence that the list does not have, or an unstated one without `unlicensed` */
export function select(pictures: readonly ListedPicture[], { licences, unlicensed }: LicenceChoice): Selection {
  const asked = licences?.map((name) => name.trim().toLowerCase())
  const known = new Map(pictures.map(({ licence }) => [licence.toLowerCase(), licence]))
  for (const [i, name] of (asked ?? []).entries()) {
    if (!known.has(name))
      throw new UsageError(
        `--licence: no picture stands under '${licences![i]}'; the list has ${[...known.values()].map((one) => `'${one}'`).join(', ')}`,
      )
    if (!isStated(name) && !unlicensed)
      throw new UsageError(`--licence: '${licences![i]}' is none; --unlicensed takes such pictures all the same`)
  }
  const selection: Selection = { taken: [], unlicensed: [], other: [] }
  for (const picture of pictures) {
    if (asked !== undefined && !asked.includes(picture.licence.toLowerCase())) selection.other.push(picture)
    else if (!unlicensed && !isStated(picture.licence)) selection.unlicensed.push(picture)
    else selection.taken.push(picture)
  }
  return selection
}

/** `55 CC BY-NC-SA, 10 CC BY 4.0`, the most first. */
export function licenceCounts(pictures: readonly ListedPicture[]): string {
  const counts = new Map<string, number>()
  for (const { licence } of pictures) {
    const name = licence || 'no licence stated'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}
