/** Augmentations of pictures in memory: a table with a row for each. */
import { withSpread } from '../report.ts'
import type { Row } from '../summary.ts'
import { table } from '../table.ts'
import type { ComparedAugmentation } from './augmentations.ts'

/** One augmentation, as all subjects made it. */
export interface AugmentationAgreement extends Pick<ComparedAugmentation, 'name' | 'differs'> {
  /** Mean absolute difference of our pictures and theirs; undefined where chance has a part. */
  difference: number | undefined
}

function milliseconds(row: Row | undefined, name: string): string {
  const result = row?.results[name]
  return result === undefined ? '-' : 'refused' in result ? 'no' : withSpread(result.ms)
}

function speed(row: Row | undefined, name: string): string {
  const result = row?.results[name]
  return result === undefined || 'refused' in result || result.speed === undefined ? '' : withSpread(result.speed)
}

/**
 * @param rows of one task, with the speeds beside one reference
 * @param others the same row of ours with the speeds beside others, by the heads of their columns
 */
export function augmentationsReport(
  rows: readonly Row[],
  others: ReadonlyMap<string, Row | undefined>,
  ours: string,
  augmentations: readonly AugmentationAgreement[],
  titleOf: (subject: string) => string,
): string {
  const mine = rows.find(({ subject }) => subject === ours)
  const heads = ['ms', ...rows.map(({ subject }) => titleOf(subject)), 'speed', ...others.keys(), 'difference']
  const lines = augmentations.map(({ name, difference }) => [
    name,
    ...rows.map((row) => milliseconds(row, name)),
    speed(mine, name),
    ...[...others.values()].map((row) => speed(row, name)),
    difference === undefined ? '-' : difference.toFixed(4),
  ])
  return table([heads, ...lines])
}
