/** Patients that stand on both sides of a split. */
import type { Dataset } from '../dataset.ts'

/** One group (or, without groups, one picture) that more than one split has. */
export interface Leak {
  group: string
  /** Names of the splits that have it. */
  splits: string[]
  /** Ids of all its pictures in those splits. */
  ids: string[]
}

/**
 * Finds groups that occur in more than one split; a picture without a group counts as its own group, by its id.
 *
 * @param splits datasets by name, as `bySplit` returns them or as a plain object
 * @returns leaks in the order of their first picture; empty where the splits are clean
 *
 * @example
 * findLeaks(bySplit(dataset)) // [{ group: 'ieee8023:37', splits: ['train', 'val'], ids: [...] }]
 */
export function findLeaks(splits: ReadonlyMap<string, Dataset> | Readonly<Record<string, Dataset>>): Leak[] {
  const found = new Map<string, Leak>()
  for (const [name, dataset] of splits instanceof Map ? splits : Object.entries(splits as Record<string, Dataset>))
    for (const { id, group } of dataset.samples) {
      const key = group === undefined ? `sample:${id}` : `group:${group}`
      let leak = found.get(key)
      if (leak === undefined) found.set(key, (leak = { group: group ?? id, splits: [], ids: [] }))
      if (!leak.splits.includes(name)) leak.splits.push(name)
      if (!leak.ids.includes(id)) leak.ids.push(id)
    }
  return [...found.values()].filter((leak) => leak.splits.length > 1)
}
