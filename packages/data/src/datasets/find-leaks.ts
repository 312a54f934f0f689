/** What stands on both sides of a split: a patient, a file, a picture in another version. */
import { ConvlensDataError } from '../data-error.ts'
import type { Dataset } from '../dataset.ts'

/** Something that more than one split has. */
export interface Leak {
  /**
   * `group`: pictures of one group (patient); `sample`: one sample; `file`: copies of one file; `picture`: near-duplicates, such as
   * two crops of one film.
   */
  kind: 'group' | 'sample' | 'file' | 'picture'
  /** Name of the group; without one, the id of the first picture. */
  group: string
  /** Names of the splits that have it. */
  splits: string[]
  /** Ids of all its pictures in those splits. */
  ids: string[]
}

/** Pictures that are the same although their ids differ, as `inspect` finds them. */
export interface SamePictures {
  /** Copies of one file. */
  exactDuplicates?: readonly { ids: readonly string[] }[]
  /** Pairs of pictures that show the same. */
  nearDuplicates?: readonly { ids: readonly [string, string] }[]
}

/** Datasets by the name of their split. */
export type Splits = ReadonlyMap<string, Dataset> | Readonly<Record<string, Dataset>>

/**
 * Finds groups that occur in more than one split; a picture without a group counts as its own group, by its id. With `same`, which
 * `inspect` gives, copies and near-duplicates on two sides are leaks as well, whatever their groups say.
 *
 * @param splits datasets by name, as `bySplit` returns them or as a plain object; an id means the same picture in all of them
 * @returns leaks of groups and samples in the order of their first picture, then of files, then of pictures; empty where the splits
 *   are clean
 *
 * @example
 * findLeaks(bySplit(dataset)) // [{ kind: 'group', group: 'ieee8023:37', splits: ['train', 'val'], ids: [...] }]
 * findLeaks(parts, await inspect(parts)) // by the pictures, too
 */
export function findLeaks(splits: Splits, same: SamePictures = {}): Leak[] {
  const found = new Map<string, Leak>()
  const sides = new Map<string, string[]>()
  for (const [name, dataset] of entriesOf(splits))
    for (const { id, group } of dataset.samples) {
      const key = group === undefined ? `sample:${id}` : `group:${group}`
      let leak = found.get(key)
      if (leak === undefined)
        found.set(
          key,
          (leak = { kind: group === undefined ? 'sample' : 'group', group: group ?? id, splits: [], ids: [] }),
        )
      if (!leak.splits.includes(name)) leak.splits.push(name)
      leak.ids.push(id)
      const known = sides.get(id)
      if (known === undefined) sides.set(id, [name])
      else known.push(name)
    }
  const leaks = [...found.values()].filter((leak) => leak.splits.length > 1)
  for (const leak of leaks) leak.ids = [...new Set(leak.ids)]
  const { exactDuplicates = [], nearDuplicates = [] } = same
  const copies = exactDuplicates.map(({ ids }) => ids)
  const versions = joined([...copies, ...nearDuplicates.map(({ ids }) => ids)])
  // Copies alone are a leak of a file; where a version differs, it is one of a picture, copies included.
  const pairs = new Set(nearDuplicates.flatMap(({ ids }) => ids))
  const order = new Map([...sides.keys()].map((id, i) => [id, i]))
  const of = (kind: 'file' | 'picture', groups: readonly (readonly string[])[]): void => {
    for (const ids of groups) {
      const present = ids.filter((id) => sides.has(id)).sort((one, two) => order.get(one)! - order.get(two)!)
      const names = [...new Set(present.flatMap((id) => sides.get(id)!))]
      if (names.length > 1) leaks.push({ kind, group: present[0]!, splits: names, ids: present })
    }
  }
  of('file', copies)
  of(
    'picture',
    versions.filter((ids) => ids.some((id) => pairs.has(id))),
  )
  return leaks
}

/**
 * Refuses splits that leak.
 *
 * @param leaks as `findLeaks` or `inspect` gives them
 * @throws {ConvlensDataError} naming the groups and files; `received` holds all leaks
 *
 * @example
 * assertNoLeaks(findLeaks(split(dataset, { ratios: [0.7, 0.15, 0.15], seed: 7 })))
 * assertNoLeaks((await inspect(parts)).leaks)
 */
export function assertNoLeaks(leaks: readonly Leak[]): void {
  if (leaks.length === 0) return
  const shown = leaks.slice(0, 20).map((leak) => `- ${describeLeak(leak)}`)
  if (leaks.length > shown.length) shown.push(`- and ${leaks.length - shown.length} more`)
  throw new ConvlensDataError(
    'splits',
    leaks,
    `splits: ${leaks.length} ${leaks.length === 1 ? 'leak' : 'leaks'} given, expected nothing on two sides:\n${shown.join('\n')}`,
  )
}

/** A leak in one line, up to eight of its pictures by id. */
export function describeLeak({ kind, group, splits, ids }: Leak): string {
  const named = ids.slice(0, 8).join(', ') + (ids.length > 8 ? ` and ${ids.length - 8} more` : '')
  const sides = splits.join(' and ')
  if (kind === 'sample') return `the sample ${group} is in ${sides}`
  if (kind === 'group') return `the group ${group} is in ${sides}: ${named}`
  return `${kind === 'file' ? 'copies of one file' : 'near-duplicates of one picture'} are in ${sides}: ${named}`
}

/** Names and datasets of splits in either form. */
export function entriesOf(splits: Splits): [string, Dataset][] {
  return splits instanceof Map ? [...splits] : Object.entries(splits as Record<string, Dataset>)
}

/** Sets that share a member become one; members in the order in which they come. */
function joined(sets: readonly (readonly string[])[]): string[][] {
  const parent = new Map<string, string>()
  const root = (id: string): string => {
    let top = id
    while (parent.get(top)! !== top) top = parent.get(top)!
    parent.set(id, top)
    return top
  }
  for (const set of sets) {
    for (const id of set) if (!parent.has(id)) parent.set(id, id)
    for (const id of set.slice(1)) parent.set(root(id), root(set[0]!))
  }
  const groups = new Map<string, string[]>()
  for (const id of parent.keys()) {
    const group = groups.get(root(id))
    if (group === undefined) groups.set(root(id), [id])
    else group.push(id)
  }
  return [...groups.values()]
}
