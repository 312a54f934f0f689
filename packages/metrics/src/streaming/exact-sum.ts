// Sums without rounding, so that it does not matter how the terms were divided and in which order they came.
import { readList, refuse } from './state-checks.ts'

/**
 * Adds `term` to the sum that the non-overlapping `partials` stand for, smallest first, losing nothing.
 *
 * J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic, Discrete & Computational Geometry 18 (1997) 305-363,
 * in the form of Python's `math.fsum`.
 */
export function addExactly(partials: number[], term: number): void {
  let high = term
  let kept = 0
  for (const partial of partials) {
    const [large, small] = Math.abs(high) < Math.abs(partial) ? [partial, high] : [high, partial]
    high = large + small
    const lost = small - (high - large)
    if (lost !== 0) partials[kept++] = lost
  }
  if (high !== 0) partials[kept++] = high
  partials.length = kept
}

/** The double nearest to the sum of the partials, halves to even. */
function nearest(partials: readonly number[]): number {
  let i = partials.length - 1
  let high = partials[i] ?? 0
  let lost = 0
  while (i > 0 && lost === 0) {
    const [large, small] = [high, partials[--i]!]
    high = large + small
    lost = small - (high - large)
  }
  // Exactly half a unit was rounded to even, but what comes below it tips the balance to the other side.
  if (i > 0 && Math.sign(lost) === Math.sign(partials[i - 1]!)) {
    const up = high + 2 * lost
    if (up - high === 2 * lost) return up
  }
  return high
}

/**
 * The exact sum in its only shortest form: the double nearest to it, then the double nearest to what is left, and so
 * on. The first entry is therefore the rounded sum; no entry at all is 0.
 */
export function sumParts(partials: readonly number[]): number[] {
  const left = [...partials]
  const parts: number[] = []
  while (left.length > 0) {
    const part = nearest(left)
    parts.push(part)
    addExactly(left, -part)
  }
  return parts
}

/** The sum, rounded once. */
export function rounded(partials: readonly number[]): number {
  return nearest(partials)
}

/**
 * Reads what {@link sumParts} wrote.
 *
 * @throws RangeError for anything else, or a sum outside `least`..`most`
 */
export function readSum(name: string, value: unknown, least: number, most: number): number[] {
  const parts = readList(name, value)
  const partials: number[] = []
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]
    if (typeof part !== 'number' || !Number.isFinite(part)) refuse(`${name}[${i}]`, part, 'a finite number')
    // Also keeps a forged list from being long or from adding up to infinity.
    const limit = i === 0 ? Infinity : Math.abs(parts[i - 1] as number) * 2 ** -52
    if (part === 0 || Math.abs(part) > limit) refuse(`${name}[${i}]`, part, 'what the entry before leaves of the sum')
    addExactly(partials, part)
  }
  const shortest = sumParts(partials)
  const other = shortest.findIndex((part, i) => part !== parts[i])
  if (other >= 0) refuse(`${name}[${other}]`, parts[other], `${shortest[other]}, the double nearest to what is left`)
  const sum = shortest[0] ?? 0
  // Rounding keeps order, so an exact sum within the limits is still so when rounded.
  if (!(sum >= least && sum <= most)) refuse(name, sum, `a sum from ${least} to ${most}`)
  return partials
}
