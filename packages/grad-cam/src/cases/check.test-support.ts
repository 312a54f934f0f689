/** What the cases check with: closeness and refusals, without a test framework, so that they run on a page too. */

/** One case. */
export interface Case {
  name: string
  /**
   * Runs on the backend that is set.
   *
   * @param backendName its name, from which the tolerance follows
   * @throws Error with both values where they differ
   */
  run(backendName: string): Promise<void>
}

/** Largest difference that is allowed, relative to the largest expected value. */
export function toleranceOn(backendName: string): number {
  return ['cpu', 'tensorflow'].includes(backendName) ? 1e-5 : 1e-4
}

/** Throws unless `holds`. */
export function must(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message)
}

/** Throws unless both are the same, as JSON shows them. */
export function mustEqual(what: string, actual: unknown, expected: unknown): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(value) ?? String(value))
  must(got === wanted, `${what}: got ${got}, expected ${wanted}`)
}

/**
 * Throws where a difference is above `tolerance` times the largest expected value. Zeros on both sides are no proof of
 * anything, so expected values must not all be zero.
 */
export function mustBeClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  must(actual.length === expected.length, `${what}: got ${actual.length} values, expected ${expected.length}`)
  let scale = 0
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]!))
  must(scale > 0, `${what}: every expected value is zero, which tells nothing`)
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!) / scale
    const message = (): string => `${what}: got ${show(actual, i)}, expected ${show(expected, i)}, within ${tolerance}`
    if (!(difference <= tolerance)) throw new Error(`${message()}; relative difference ${difference.toExponential(1)}`)
  }
}

/** Throws unless the promise is rejected with a message that contains `message`. */
export async function mustReject(what: string, promise: Promise<unknown>, message: string): Promise<void> {
  const got = await promise.then(
    () => 'no error',
    (error: unknown) => String(error),
  )
  must(got.includes(message), `${what}: got '${got}', expected an error with '${message}'`)
}

/** The values around number `i`. */
function show(values: ArrayLike<number>, i: number): string {
  const start = Math.max(0, i - 2)
  const shown = Array.from(values).slice(start, start + 8)
  return `[${start > 0 ? '..., ' : ''}${shown.join(', ')}${start + 8 < values.length ? ', ...' : ''}] at ${i}`
}
