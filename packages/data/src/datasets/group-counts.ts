/** Groups of a dataset with how many pictures of each class they have. */
import type { Dataset, Sample } from '../dataset.ts'

/** Pictures that stay together. */
export interface GroupCounts {
  /** `group:` or `sample:` and the name. */
  key: string
  /** The group's name; the sample's id where it has no group. */
  name: string
  samples: Sample[]
  /** Pictures of each class, in the order of the labels. */
  counts: number[]
}

/** One entry a group, in the order of their first pictures; a sample without a group is its own. */
export function groupCounts({ labels, samples }: Dataset): GroupCounts[] {
  const index = new Map(labels.map((label, i) => [label, i]))
  const groups = new Map<string, GroupCounts>()
  for (const sample of samples) {
    const key = sample.group === undefined ? `sample:${sample.id}` : `group:${sample.group}`
    let group = groups.get(key)
    if (group === undefined)
      groups.set(key, (group = { key, name: sample.group ?? sample.id, samples: [], counts: labels.map(() => 0) }))
    group.samples.push(sample)
    group.counts[index.get(sample.label)!]!++
  }
  return [...groups.values()]
}
