// How far two ways of naming the same pictures agree, beyond chance: from a table of counts, rows true, columns predicted.

/** How far apart two classes are: `'none'`: all equally, `'linear'` or `'quadratic'` in the distance of their indices. */
export type KappaWeights = 'none' | 'linear' | 'quadratic'

/** What a table sums to: of each row, of each column, of the diagonal, and of everything. */
export interface Margins {
  rows: number[]
  columns: number[]
  diagonal: number
  total: number
}

export function marginsOf(counts: readonly ArrayLike<number>[]): Margins {
  const margins: Margins = { rows: counts.map(() => 0), columns: counts.map(() => 0), diagonal: 0, total: 0 }
  for (let t = 0; t < counts.length; t++) {
    for (let p = 0; p < counts.length; p++) {
      const count = counts[t]![p]!
      margins.rows[t]! += count
      margins.columns[p]! += count
      margins.total += count
    }
    margins.diagonal += counts[t]![t]!
  }
  return margins
}

/** The sum over all pairs of different classes of a_i a_j, as scikit-learn's n^2 - sum of a_i^2, but exactly 0 for one class. */
function spread(shares: readonly number[], total: number): number {
  return shares.reduce((sum, share) => sum + share * (total - share), 0)
}

/** The multiclass Matthews correlation R_K; 0 where truth or prediction is constant. */
export function matthewsCorrelationOf({ rows, columns, diagonal, total }: Margins): number {
  const product = spread(rows, total) * spread(columns, total)
  if (product === 0) return 0
  const expected = rows.reduce((sum, row, k) => sum + row * columns[k]!, 0)
  // Weights that are no whole numbers may round to 1 + 1e-16.
  return Math.max(-1, Math.min(1, (diagonal * total - expected) / Math.sqrt(product)))
}

/**
 * Cohen's kappa, 1 - observed / expected disagreement; NaN where no disagreement is expected.
 *
 * @param positions the place of each class on the scale of grades
 */
export function cohenKappaOf(
  counts: readonly ArrayLike<number>[],
  { rows, columns, total }: Margins,
  weights: KappaWeights,
  positions: readonly number[] = rows.map((_, k) => k),
): number {
  const distances: Record<KappaWeights, (steps: number) => number> = {
    none: (steps) => (steps === 0 ? 0 : 1),
    linear: Math.abs,
    quadratic: (steps) => steps * steps,
  }
  if (!Object.hasOwn(distances, weights)) {
    throw new RangeError(`weights: is '${String(weights)}', expected 'none', 'linear' or 'quadratic'`)
  }
  const distance = distances[weights]
  let observed = 0
  let expected = 0
  for (let t = 0; t < rows.length; t++) {
    for (let p = 0; p < rows.length; p++) {
      const weight = distance(positions[t]! - positions[p]!)
      observed += weight * counts[t]![p]!
      expected += weight * rows[t]! * columns[p]!
    }
  }
  // Divided once, at the end: whole numbers stay exact, and a kappa of -1 does not become -1.0000000000000004. 0 / 0 is
  // the NaN that is wanted.
  return 1 - (observed * total) / expected
}

/** The mean recall over the classes with a true picture; NaN without any. */
export function balancedAccuracyOf(
  counts: readonly ArrayLike<number>[],
  { rows }: Margins,
  adjusted: boolean = false,
): number {
  const recalls = rows.flatMap((row, k) => (row > 0 ? [counts[k]![k]! / row] : []))
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
  if (!adjusted) return mean
  // One class: chance is always right, and nothing lies above it.
  return recalls.length > 1 ? (mean - 1 / recalls.length) / (1 - 1 / recalls.length) : Number.NaN
}
