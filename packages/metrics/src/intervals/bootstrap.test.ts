// The bootstrap: which units it draws, how evenly, and how often its interval holds the truth.
import { describe, expect, it } from 'vitest'
import { bootstrapInterval } from './bootstrap.ts'
import { randomIntegers } from '../shared/random.ts'

function mean(values: ArrayLike<number>, at: Int32Array): number {
  return at.reduce((sum, i) => sum + values[i]!, 0) / at.length
}

function first(seed: number): string {
  const random = randomIntegers(seed)
  return [random(1000), random(1000), random(1000), random(1000)].join()
}

describe('bootstrapInterval', () => {
  it('draws patients with all their pictures', () => {
    const groups = ['a', 'a', 'a', 'b', 'c', 'c']
    const sizes: Record<string, number> = { a: 3, b: 1, c: 2 }
    const result = bootstrapInterval(
      (at) => {
        for (const [group, size] of Object.entries(sizes)) {
          expect([...at].filter((i) => groups[i] === group).length % size).toBe(0)
        }
        return at.length
      },
      { groups, resamples: 100 },
    )
    expect(result).toMatchObject({ value: 6, units: 3, resamples: 100, dropped: 0 })
  })

  // The bootstrap of a mean has standard error sd / sqrt(n), sd with ddof 0: for 0..99 that is 28.866 / 10.
  it('gives a mean the width that theory says', () => {
    const values = Array.from({ length: 100 }, (_, i) => i)
    const { low, high } = bootstrapInterval((at) => mean(values, at), { n: 100, resamples: 5000, seed: 5 })
    expect(low).toBeCloseTo(49.5 - 1.96 * 2.8866, 0)
    expect(high).toBeCloseTo(49.5 + 1.96 * 2.8866, 0)
  })

  it('leaves NaN out and counts it', () => {
    const result = bootstrapInterval((at) => (at.includes(0) ? 1 : Number.NaN), { n: 2, resamples: 400 })
    expect(result).toMatchObject({ value: 1, low: 1, high: 1 })
    // Picture 0 is missing from one resample in four.
    expect(result.dropped / 400).toBeCloseTo(0.25, 1)
    expect(bootstrapInterval(() => Number.NaN, { n: 2, resamples: 3 })).toMatchObject({
      low: -Infinity,
      high: Infinity,
    })
  })

  it.each<[string, () => unknown, string]>([
    ['neither n nor groups', () => bootstrapInterval(() => 0, {}), 'n: is missing'],
    [
      'n against groups',
      () => bootstrapInterval(() => 0, { n: 2, groups: ['a'] }),
      'groups: has 1 entries, expected 2',
    ],
    ['no pictures', () => bootstrapInterval(() => 0, { groups: [] }), 'n: is 0'],
    ['half a seed', () => bootstrapInterval(() => 0, { n: 1, seed: 0.5 }), 'seed: is 0.5'],
    ['negative resamples', () => bootstrapInterval(() => 0, { n: 1, resamples: -1 }), 'resamples: is -1'],
  ])('refuses %s', (_, call, message) => {
    expect(call).toThrow(message)
  })
})

describe('randomIntegers', () => {
  it('is uniform: chi-square of 60000 throws of a die below its 0.999 quantile', () => {
    for (const seed of [0, 1, 2, 2 ** 40]) {
      const random = randomIntegers(seed)
      const seen = Array.from({ length: 6 }, () => 0)
      for (let i = 0; i < 60_000; i++) seen[random(6)]! += 1
      const chiSquare = seen.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
      expect(chiSquare).toBeLessThan(20.52)
    }
  })

  it('depends on all of a seed', () => {
    expect(new Set([first(1), first(2), first(1 + 2 ** 32), first(2 ** 40)]).size).toBe(4)
    expect(first(9)).toBe(first(9))
  })
})
