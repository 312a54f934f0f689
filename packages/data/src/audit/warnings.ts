/** The findings of an inspection in sentences. */
import type { Inspection } from './inspection.ts'

/** Gravest first: leaks, contradicting labels, telling tables, copies, unreadable files. */
export function warningsOf(found: Omit<Inspection, 'warnings'>): string[] {
  const { leaks, exactDuplicates, nearDuplicates, tables, unreadable, misnamed, groups, labels, classCounts } = found
  const warnings: string[] = []
  const groupLeaks = leaks.filter(({ kind }) => kind === 'group')
  if (groupLeaks.length > 0)
    warnings.push(
      `${count(groupLeaks.length, 'group is', 'groups are')} in more than one split: ` +
        `${list(groupLeaks.map(({ group, splits }) => `${group} (${splits.join(', ')})`))}. Scores on such a split are too high.`,
    )
  for (const [kind, one, more] of [
    ['sample', 'sample is', 'samples are'],
    ['file', 'file is', 'files are'],
    ['picture', 'picture is, in several versions,', 'pictures are, in several versions,'],
  ] as const) {
    const of = leaks.filter((leak) => leak.kind === kind)
    if (of.length > 0)
      warnings.push(
        `${count(of.length, one, more)} in more than one split: ${list(of.map(({ ids }) => ids.join(' = ')))}.`,
      )
  }
  const contradicting = [...exactDuplicates, ...nearDuplicates].filter((same) => same.labels.length > 1)
  if (contradicting.length > 0)
    warnings.push(
      `${count(contradicting.length, 'picture has', 'pictures have')} contradicting labels: ` +
        `${list(contradicting.map(({ ids, labels: names }) => `${ids.join(' = ')} (${names.join(', ')})`))}.`,
    )
  if (groups.mixed.length > 0)
    warnings.push(
      `${count(groups.mixed.length, 'group has', 'groups have')} pictures of several classes: ${list(groups.mixed)}.`,
    )
  for (const { suspicious, sentence } of tables) if (suspicious) warnings.push(sentence)
  const copies = exactDuplicates.reduce((sum, { ids }) => sum + ids.length - 1, 0)
  if (copies > 0)
    warnings.push(
      `${count(copies, 'file is a copy', 'files are copies')} of another: ${list(exactDuplicates.map(({ ids }) => ids.join(' = ')))}.`,
    )
  if (nearDuplicates.length > 0)
    warnings.push(
      `${count(nearDuplicates.length, 'pair of pictures shows', 'pairs of pictures show')} the same: ` +
        `${list(nearDuplicates.map(({ ids, correlation }) => `${ids.join(' = ')} (${correlation.toFixed(3)})`))}.`,
    )
  if (unreadable.length > 0)
    warnings.push(
      `${count(unreadable.length, 'picture', 'pictures')} cannot be read: ${list(unreadable.map(({ id, code }) => `${id} (${code})`))}.`,
    )
  if (misnamed.length > 0)
    warnings.push(
      `${count(misnamed.length, 'file is', 'files are')} not what the ending says: ${list(misnamed.map(({ id, format }) => `${id} is ${format}`))}.`,
    )
  const missing = labels.filter((_, c) => classCounts[c] === 0)
  if (missing.length > 0) warnings.push(`No picture of ${list(missing)}.`)
  return warnings
}

const count = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

/** Up to five, then how many more. */
function list(names: readonly string[]): string {
  return names.slice(0, 5).join('; ') + (names.length > 5 ? `; and ${names.length - 5} more` : '')
}
