// Cohen's kappa with its interval: agreement beyond chance.
import { checkConfidence, checkCount } from '../shared/checks.ts'
import type { Estimate } from '../shared/estimate.ts'
import { normalQuantile } from '../shared/normal-quantile.ts'
import { wilsonAround } from './wilson.ts'

export interface KappaInterval extends Estimate {
  /** Of kappa when it is not 0 in truth; NaN where kappa is. */
  standardError: number
}

export interface KappaIntervalOptions {
  /** Count a far miss as worse than a near one: by distance, or by its square. scikit-learn's `weights`. */
  weights?: 'linear' | 'quadratic'
  confidence?: number
}

/** Agreement of row and column, 1 on the diagonal and 0 at the farthest corner. */
function agreementOf(i: number, j: number, k: number, weights: KappaIntervalOptions['weights']): number {
  if (weights === undefined) return i === j ? 1 : 0
  const distance = Math.abs(i - j) / Math.max(1, k - 1)
  return 1 - (weights === 'linear' ? distance : distance * distance)
}

/**
 * Cohen's kappa of a square table of counts, plain or weighted, with its interval by the asymptotic variance of Fleiss,
 * Cohen and Everitt (Psychological Bulletin 72 (1969) 323-327). Equal to statsmodels' `cohens_kappa`, but ends are
 * clipped to -1..1, and where that variance is 0 (all agree, say) the interval is Wilson's of the observed agreement,
 * carried over: agreement of ten out of ten is no certainty. Kappa is NaN, within [-1, 1], where both put everything
 * into one class.
 *
 * @param counts rows by columns, as `confusionMatrix(...).counts`
 * @throws RangeError for a table that is empty, not square, or holds other than counts
 * @example
 * kappaInterval([[20, 5], [10, 15]]) // { value: 0.4, low: 0.1510..., high: 0.6489..., standardError: 0.1269... }
 */
export function kappaInterval(
  counts: readonly ArrayLike<number>[],
  { weights, confidence = 0.95 }: KappaIntervalOptions = {},
): KappaInterval {
  checkConfidence(confidence)
  if (weights !== undefined && weights !== 'linear' && weights !== 'quadratic') {
    throw new RangeError(`weights: is '${String(weights)}', expected 'linear' or 'quadratic'`)
  }
  const k = counts.length
  if (k === 0) throw new RangeError('counts: is empty, expected a square table')
  const rows = new Float64Array(k)
  const columns = new Float64Array(k)
  let n = 0
  for (let i = 0; i < k; i++) {
    const row = counts[i]!
    if (row.length !== k) throw new RangeError(`counts[${i}]: has ${row.length} entries, expected ${k}, one a row`)
    for (let j = 0; j < k; j++) {
      checkCount(`counts[${i}][${j}]`, row[j]!, 0)
      rows[i]! += row[j]!
      columns[j]! += row[j]!
      n += row[j]!
    }
  }
  if (n === 0) throw new RangeError('counts: are all 0, expected at least one picture')

  // What a row (a column) would agree on average with the columns (the rows) as they are.
  const ofRow = new Float64Array(k)
  const ofColumn = new Float64Array(k)
  let [observed, expected] = [0, 0]
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const w = agreementOf(i, j, k, weights)
      ofRow[i]! += (w * columns[j]!) / n
      ofColumn[j]! += (w * rows[i]!) / n
      observed += (w * counts[i]![j]!) / n
      expected += (w * rows[i]! * columns[j]!) / n / n
    }
  }
  if (rows.some((row, i) => row === n && columns[i] === n)) {
    return { value: Number.NaN, low: -1, high: 1, standardError: Number.NaN }
  }
  const value = (observed - expected) / (1 - expected)

  let sum = 0
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const w = agreementOf(i, j, k, weights)
      sum += (counts[i]![j]! / n) * (w - (ofRow[i]! + ofColumn[j]!) * (1 - value)) ** 2
    }
  }
  const variance = (sum - (value - expected * (1 - value)) ** 2) / ((1 - expected) ** 2 * n)
  // A variance of rounding errors is none.
  const standardError = variance > 1e-20 ? Math.sqrt(variance) : 0
  if (standardError === 0) {
    const { low, high } = wilsonAround(Math.min(1, observed), n, confidence)
    const carry = (agreement: number): number => (agreement - expected) / (1 - expected)
    return { value, low: Math.max(-1, Math.min(value, carry(low))), high: Math.max(value, carry(high)), standardError }
  }
  const half = normalQuantile((1 + confidence) / 2) * standardError
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half), standardError }
}
