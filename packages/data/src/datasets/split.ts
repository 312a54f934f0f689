/** Splitting into train, validation and test without a patient on both sides. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset, Sample } from '../dataset.ts'
import { createRandom } from '../random.ts'

export interface SplitOptions {
  /** `group` (default) keeps all pictures of a patient together; a sample without a group is its own. `sample` ignores groups. */
  by?: 'group' | 'sample'
  /** `label` (default) gives every part the same mix of classes; `none` looks at sizes only. */
  stratify?: 'label' | 'none'
  /** Shares of train, val and test, which add up to 1; a share of 0 leaves that part empty. */
  ratios: readonly [train: number, val: number, test: number]
  seed: number
}

/** A group on its way to a part. */
interface Unit {
  samples: Sample[]
  counts: number[]
  key: number
}

/**
 * Splits a dataset. Groups are dealt in descending order of the spread of their class counts (as scikit-learn's
 * StratifiedGroupKFold), those of equal spread in a seeded order, each to the part where it brings the class counts closest to
 * their targets; then every part that lacks a class gets its smallest group from the part that has most. The result does not
 * depend on the order of the samples.
 *
 * @throws {ConvlensDataError} where the ratios are no shares of 1, or a class has fewer groups than there are parts
 *
 * @example
 * const { train, val, test } = split(dataset, { ratios: [0.7, 0.15, 0.15], seed: 7 })
 */
export function split(dataset: Dataset, options: SplitOptions): { train: Dataset; val: Dataset; test: Dataset } {
  const { by = 'group', stratify = 'label', ratios, seed } = options
  if (
    ratios.length !== 3 ||
    ratios.some((ratio) => !(ratio >= 0)) ||
    Math.abs(ratios.reduce((a, b) => a + b, 0) - 1) > 1e-9
  )
    throw new ConvlensDataError(
      'ratios',
      ratios,
      `ratios: [${ratios.join(', ')}] given, expected three shares that add up to 1`,
    )
  const classes = stratify === 'label' ? dataset.labels : ['all']
  const units = makeUnits(dataset, by, classes, seed)
  const parts = ratios
    .map((ratio, index) => ({ ratio, index, units: [] as Unit[], counts: classes.map(() => 0) }))
    .filter(({ ratio }) => ratio > 0)
  const totals = classes.map((_, c) => units.reduce((sum, unit) => sum + unit.counts[c]!, 0))
  classes.forEach((label, c) => {
    const groups = units.filter((unit) => unit.counts[c]! > 0).length
    if (totals[c]! > 0 && groups < parts.length)
      throw new ConvlensDataError(
        'dataset',
        groups,
        `dataset: '${label}' has ${totals[c]} pictures of ${groups} ${by === 'group' ? 'groups' : 'samples'}, ` +
          `expected at least ${parts.length}, one for each part with a ratio above 0`,
      )
  })
  const add = (part: (typeof parts)[number], unit: Unit, sign: 1 | -1): void =>
    unit.counts.forEach((n, c) => (part.counts[c]! += sign * n))
  for (const unit of units) {
    // How much further from (or nearer to) its targets the part comes, in squared shares of the class.
    const cost = ({ ratio, counts }: (typeof parts)[number]): number =>
      unit.counts.reduce(
        (sum, n, c) => sum + (n * (n + 2 * (counts[c]! - ratio * totals[c]!))) / totals[c]! ** 2 || sum,
        0,
      )
    const best = parts.reduce((one, two) => (cost(two) < cost(one) ? two : one))
    best.units.push(unit)
    add(best, unit, 1)
  }
  classes.forEach((_, c) => {
    for (const poor of parts) {
      if (totals[c] === 0 || poor.counts[c]! > 0) continue
      const has = (unit: Unit): boolean => unit.counts[c]! > 0
      const rich = parts.reduce((one, two) => (two.units.filter(has).length > one.units.filter(has).length ? two : one))
      const given = rich.units.filter(has).reduce((one, two) => (two.samples.length < one.samples.length ? two : one))
      rich.units.splice(rich.units.indexOf(given), 1)
      poor.units.push(given)
      add(rich, given, -1)
      add(poor, given, 1)
    }
  })
  const [train, val, test] = [0, 1, 2].map((index) => {
    const chosen = new Set(parts.find((part) => part.index === index)?.units.flatMap((unit) => unit.samples))
    return createDataset(
      dataset.samples.filter((sample) => chosen.has(sample)),
      dataset.labels,
    )
  }) as [Dataset, Dataset, Dataset]
  return { train, val, test }
}

/** Groups with their class counts, those with the largest spread first, equals in a seeded order. */
function makeUnits(
  { labels, samples }: Dataset,
  by: 'group' | 'sample',
  classes: readonly string[],
  seed: number,
): Unit[] {
  const groups = new Map<string, Unit>()
  const index = new Map(labels.map((label, i) => [label, i]))
  for (const sample of samples) {
    const name = by === 'group' && sample.group !== undefined ? `group:${sample.group}` : `sample:${sample.id}`
    let unit = groups.get(name)
    if (unit === undefined)
      groups.set(
        name,
        (unit = { samples: [], counts: classes.map(() => 0), key: createRandom(seed, 'split', name).next() }),
      )
    unit.samples.push(sample)
    unit.counts[classes.length === labels.length ? index.get(sample.label)! : 0]!++
  }
  const spread = ({ counts }: Unit): number => {
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length
    return counts.length === 1 ? mean : counts.reduce((sum, n) => sum + (n - mean) ** 2, 0)
  }
  return [...groups.values()].sort((one, two) => spread(two) - spread(one) || one.key - two.key)
}
