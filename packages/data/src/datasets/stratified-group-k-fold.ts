/** Cross-validation folds without a patient on both sides, as scikit-learn's StratifiedGroupKFold. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset, Sample } from '../dataset.ts'
import { createRandom } from '../random.ts'
import { groupCounts } from './group-counts.ts'
import type { GroupCounts } from './group-counts.ts'

export interface KFoldOptions {
  /** Number of folds, at least 2; 5 by default. */
  folds?: number
  /** Deals groups of equal spread in a seeded order; without it in the order of their names, as scikit-learn without `shuffle`. */
  seed?: number
}

/** One fold: `test` is its share, `train` all others. */
export interface Fold {
  train: Dataset
  test: Dataset
}

/**
 * Cuts a dataset into folds of about equal class counts; a group is in one fold only, and a sample without a group is its own.
 * Groups are dealt in descending order of the standard deviation of their class counts, each to the fold where the classes' shares
 * then vary least between folds; among folds that are equal in this, to the one with the fewest pictures. Without a seed the
 * folds equal those of scikit-learn 1.9's `StratifiedGroupKFold` for the same labels and group names; with one, the order
 * differs, as scikit-learn draws other numbers. Neither depends on the order of the samples.
 *
 * @returns `folds` pairs; every sample is in exactly one `test`, and the order of samples and labels is kept
 * @throws {ConvlensDataError} where there are more folds than groups, or than pictures of every class
 *
 * @example
 * for (const { train, test } of stratifiedGroupKFold(dataset, { folds: 5 })) console.log(train.describe(), test.describe())
 */
export function stratifiedGroupKFold(dataset: Dataset, options: KFoldOptions = {}): Fold[] {
  const { folds = 5, seed } = options
  if (!Number.isInteger(folds) || folds < 2)
    throw new ConvlensDataError('folds', folds, `folds: ${folds} given, expected a whole number of at least 2`)
  const groups = ordered(groupCounts(dataset), seed)
  if (groups.length < folds)
    throw new ConvlensDataError(
      'folds',
      folds,
      `folds: ${folds} given, expected at most ${groups.length}, the number of groups`,
    )
  // Classes without a picture have no share that could vary.
  const totals = dataset.labels.map((_, c) => groups.reduce((sum, { counts }) => sum + counts[c]!, 0))
  const present = totals.flatMap((total, c) => (total > 0 ? [c] : []))
  const largest = Math.max(...totals)
  if (largest < folds)
    throw new ConvlensDataError(
      'folds',
      folds,
      `folds: ${folds} given, expected at most ${largest}, the pictures of the largest class`,
    )
  const spread = ({ counts }: GroupCounts): number =>
    deviation(
      present.map((c) => counts[c]!),
      inLanes,
    )
  const spreads = new Map(groups.map((group) => [group, spread(group)]))
  const parts = Array.from({ length: folds }, () => ({
    counts: totals.map(() => 0),
    size: 0,
    chosen: new Set<Sample>(),
  }))
  for (const group of groups.sort((one, two) => spreads.get(two)! - spreads.get(one)!)) {
    let best = parts[0]!
    let least = Number.POSITIVE_INFINITY
    let fewest = Number.POSITIVE_INFINITY
    for (const part of parts) {
      const shares = (c: number): number[] =>
        parts.map((other) => (other.counts[c]! + (other === part ? group.counts[c]! : 0)) / totals[c]!)
      const varies = inLanes(present.map((c) => deviation(shares(c), inTurn))) / present.length
      if (varies < least || (isClose(varies, least) && part.size < fewest)) {
        best = part
        least = varies
        fewest = part.size
      }
    }
    group.counts.forEach((n, c) => (best.counts[c]! += n))
    best.size += group.samples.length
    for (const sample of group.samples) best.chosen.add(sample)
  }
  const pick = (test: (sample: Sample) => boolean): Dataset =>
    createDataset(dataset.samples.filter(test), dataset.labels)
  return parts.map(({ chosen }) => ({
    train: pick((sample) => !chosen.has(sample)),
    test: pick((sample) => chosen.has(sample)),
  }))
}

/** By name in the order of code points, as NumPy sorts; seeded where a seed is given. */
function ordered(groups: GroupCounts[], seed: number | undefined): GroupCounts[] {
  if (seed === undefined)
    return groups.sort((one, two) => byCodePoint(one.name, two.name) || byCodePoint(one.key, two.key))
  if (!Number.isFinite(seed)) throw new ConvlensDataError('seed', seed, `seed: ${seed} given, expected a number`)
  const keys = new Map(groups.map((group) => [group, createRandom(seed, 'folds', group.key).next()]))
  return groups.sort((one, two) => keys.get(one)! - keys.get(two)! || byCodePoint(one.key, two.key))
}

function byCodePoint(one: string, two: string): number {
  const a = Array.from(one, (char) => char.codePointAt(0)!)
  const b = Array.from(two, (char) => char.codePointAt(0)!)
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

/** Of the whole population, as NumPy's `std`; `add` is the order in which it adds, which decides between equals. */
function deviation(values: readonly number[], add: (values: readonly number[]) => number): number {
  const middle = add(values) / values.length
  return Math.sqrt(add(values.map((value) => (value - middle) ** 2)) / values.length)
}

/** From left to right, as NumPy adds along the first axis. */
const inTurn = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** In eight lanes where there are as many, as NumPy adds along the last axis (its pairwise sum, up to 128 values). */
function inLanes(values: readonly number[]): number {
  if (values.length < 8) return inTurn(values)
  const lanes = values.slice(0, 8)
  let i = 8
  for (; i + 8 <= values.length; i += 8) for (let k = 0; k < 8; k++) lanes[k]! += values[i + k]!
  const [a, b, c, d, e, f, g, h] = lanes as [number, number, number, number, number, number, number, number]
  return inTurn([a + b + (c + d) + (e + f + (g + h)), ...values.slice(i)])
}

/** NumPy's `isclose` with its defaults. */
const isClose = (a: number, b: number): boolean =>
  a === b || (b < Infinity && Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b))
