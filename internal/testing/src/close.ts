/** Closeness of numeric arrays, stated relative to the largest expected value. */
import { expect } from 'vitest'

/** Largest absolute difference divided by the largest absolute expected value (0 where both are all zero). */
export function maxRelativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  let difference = 0
  let scale = 0
  for (let i = 0; i < expected.length; i++) {
    const d = Math.abs(actual[i]! - expected[i]!)
    if (!(d <= difference)) difference = Number.isNaN(d) ? Number.POSITIVE_INFINITY : d
    scale = Math.max(scale, Math.abs(expected[i]!))
  }
  return difference === 0 ? 0 : difference / (scale || 1)
}

/** Fails where `maxRelativeError` is above `tolerance`; the message shows the first values of both. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const error = maxRelativeError(actual, expected)
  expect(error, `actual ${show(actual)}, expected ${show(expected)}`).toBeLessThanOrEqual(tolerance)
}

/** The first values of an array and how many there are. */
function show(values: ArrayLike<number>): string {
  return `[${Array.from(values).slice(0, 8).join(', ')}${values.length > 8 ? ', ...' : ''}] (${values.length})`
}
