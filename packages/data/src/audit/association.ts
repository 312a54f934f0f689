/** How much one property of the pictures tells about their class. */

/** A table of counts and what it shows. */
export interface Association {
  /** Cramer's V without its bias (Bergsma 2013), 0 (tells nothing) to 1 (tells all). */
  cramersV: number
  /** Chance of a chi-squared as large or larger where the two are independent. */
  pValue: number
  /**
   * Share of a class that is guessed right from the property, on average over the classes: each picture as the class that is
   * relatively most frequent among the others of the same value; never below `chance`.
   */
  guess: number
  /** That share by guessing blindly: 1 / number of classes. */
  chance: number
}

/**
 * @param rows counts of each class, one row a value of the property
 * @returns with fewer than two values or classes: V 0, p 1
 */
export function associate(rows: readonly (readonly number[])[]): Association {
  const used = rows.filter((row) => row.some((count) => count > 0))
  const classes = (rows[0] ?? []).map((_, c) => used.reduce((sum, row) => sum + row[c]!, 0))
  const n = classes.reduce((sum, count) => sum + count, 0)
  const columns = classes.filter((count) => count > 0).length
  const chance = columns === 0 ? 0 : 1 / columns
  const right = classes.map((_, c) => used.reduce((sum, row) => sum + guessed(row, classes, c), 0))
  const shares = classes.flatMap((count, c) => (count === 0 ? [] : [right[c]! / count]))
  const guess = Math.max(chance, shares.reduce((sum, share) => sum + share, 0) / Math.max(1, columns))
  if (used.length < 2 || columns < 2) return { cramersV: 0, pValue: 1, guess: chance, chance }
  let chiSquared = 0
  for (const row of used) {
    const total = row.reduce((sum, count) => sum + count, 0)
    row.forEach((count, c) => {
      const expected = (total * classes[c]!) / n
      if (expected > 0) chiSquared += (count - expected) ** 2 / expected
    })
  }
  const r = used.length
  const k = columns
  const phi = Math.max(0, chiSquared / n - ((r - 1) * (k - 1)) / (n - 1))
  const most = Math.min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
  const cramersV = most > 0 ? Math.min(1, Math.sqrt(phi / most)) : 0
  return { cramersV, pValue: chiSquaredAbove(chiSquared, (r - 1) * (k - 1)), guess, chance }
}

/** How many pictures of a value and of class `c` are guessed right by the others; equals count in part. */
function guessed(row: readonly number[], classes: readonly number[], c: number): number {
  if (row[c] === 0) return 0
  const shares = row.map((count, k) => {
    const [part, all] = k === c ? [count - 1, classes[k]! - 1] : [count, classes[k]!]
    return all === 0 ? 0 : part / all
  })
  const most = Math.max(...shares)
  return shares[c] === most ? row[c]! / classes.filter((all, k) => all > 0 && shares[k] === most).length : 0
}

/** Upper tail of the chi-squared distribution: the regularised incomplete gamma function Q(k / 2, x / 2). */
export function chiSquaredAbove(x: number, degrees: number): number {
  const a = degrees / 2
  const z = x / 2
  if (z <= 0) return 1
  const factor = Math.exp(-z + a * Math.log(z) - logGamma(a))
  if (z < a + 1) {
    // Series for P (Abramowitz and Stegun 6.5.29).
    let term = 1 / a
    let sum = term
    for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) sum += term *= z / (a + n)
    return Math.max(0, 1 - factor * sum)
  }
  // Continued fraction for Q (6.5.31), by Lentz's method.
  let b = z + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a)
    b += 2
    d = 1 / (an * d + b || 1e-300)
    c = b + an / c || 1e-300
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return Math.min(1, factor * h)
}

/** Lanczos' approximation with g = 7 and nine terms. */
function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ]
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const sum = terms.reduce((total, term, i) => total + term / (x + i), 0.99999999999980993)
  const t = x + 6.5
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum)
}
