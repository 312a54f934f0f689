// The golden values of golden/intervals.py, and the generator of its random cases.
import golden from '../../golden/intervals.json' with { type: 'json' }
import { expect } from 'vitest'

type Row = (string | number)[]

export interface TwoByTwo {
  counts: number[]
  paired: Row
  newcombe?: Row
  positive: Row
  negative: Row
  mcnemar?: Row
}

export const special = golden.special as unknown as Record<keyof typeof golden.special, number[][]>
export const proportions = golden.proportions as [number, number, number, number, number, number, number][]
export const twoByTwo = golden.twoByTwo as TwoByTwo[]
export const kappas = golden.kappas as { table: number[][]; plain: Row; linear: Row; quadratic: Row }[]
export const aucs = golden.aucs as (Row | null)[]
export const ovarian: typeof golden.ovarian = golden.ovarian
export const bootstraps = golden.bootstraps as {
  kind: string
  value: number
  percentile?: number[]
  basic?: number[]
  BCa?: number[]
}[]
export const permutations = golden.permutations as number[][]
export const planning: typeof golden.planning = golden.planning

/** mulberry32: whole numbers below a limit, as golden/intervals.py draws them. */
export function mulberry32(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % limit
  }
}

/** Standard normal numbers, by Box and Muller. */
export function normals(seed: number): () => number {
  const draw = mulberry32(seed)
  const uniform = (): number => (draw(2 ** 32) + 0.5) / 2 ** 32
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** Equal to 1e-12, of the number itself where it is above 1; NaN and infinities only to themselves. */
export function expectClose(actual: number, expected: string | number, what: string, tolerance = 1e-12): void {
  const wanted = Number(expected)
  if (!Number.isFinite(wanted)) expect(actual, what).toBe(wanted)
  else if (!(Math.abs(actual - wanted) <= tolerance * Math.max(1, Math.abs(wanted)))) {
    expect.fail(`${what}: ${actual}, expected ${wanted}`)
  }
}
