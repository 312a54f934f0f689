// The exact sum against whole numbers of any size: every double is a multiple of 2^-1074.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addExactly, readSum, rounded, sumParts } from './exact-sum.ts'

/** The double as a multiple of 2^-1074. */
function units(value: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!
  const exponent = (bits >> 52n) & 0x7ffn
  const fraction = bits & 0xfffffffffffffn
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n)
  return bits >> 63n === 1n ? -size : size
}

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a)

const read = (parts: unknown): number[] => readSum('sum', parts, 0, 10)

/** The next double above or below. */
function neighbour(value: number, step: bigint): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer)[0]!
  return new Float64Array(BigInt64Array.of(bits + step).buffer)[0]!
}

function partialsOf(terms: readonly number[]): number[] {
  const partials: number[] = []
  for (const term of terms) addExactly(partials, term)
  return partials
}

// Near each other in size, so that they round, and far from each other, so that nothing may be lost.
const term = fc.oneof(
  fc.double({ min: -(2 ** 970), max: 2 ** 970, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -160, max: 60 })).map(([m, e]) => m * 2 ** e),
)
const terms = fc.array(term, { maxLength: 40 })

describe('exact sum', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(terms, (list) => {
        const exact = list.reduce((sum, one) => sum + units(one), 0n)
        expect(sumParts(partialsOf(list)).reduce((sum, part) => sum + units(part), 0n)).toBe(exact)
      }),
      { numRuns: 1000 },
    )
  })

  it('is rounded once, to the nearest double, halves to even', () => {
    fc.assert(
      fc.property(terms, (list) => {
        const exact = list.reduce((sum, one) => sum + units(one), 0n)
        const sum = rounded(partialsOf(list))
        const error = distance(units(sum), exact)
        if (error === 0n) return
        for (const step of [-1n, 1n]) {
          const other = distance(units(neighbour(sum, step)), exact)
          expect(other >= error).toBe(true)
          if (other === error) expect(units(sum) % (2n * distance(units(sum), units(neighbour(sum, step))))).toBe(0n)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('rounds as it should where plain sums do not (CPython, test_math.py: testFsum)', () => {
    const cases: [number[], number][] = [
      [[], 0],
      [[0], 0],
      [[1e100, 1, -1e100, 1e-100, 1e50, -1, -1e50], 1e-100],
      [[2 ** 53, -0.5, -(2 ** -54)], 2 ** 53 - 1],
      [[2 ** 53, 1, 2 ** -100], 2 ** 53 + 2],
      [[2 ** 53 + 10, 1, 2 ** -100], 2 ** 53 + 12],
      [[2 ** 53 - 4, 0.5, 2 ** -54], 2 ** 53 - 3],
      [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 1],
      [[1e16, 1, 1e-16], 10000000000000002],
    ]
    for (const [list, sum] of cases) expect(rounded(partialsOf(list))).toBe(sum)
  })

  it('has one form, whatever the order of the terms', () => {
    fc.assert(
      fc.property(
        terms.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const parts = sumParts(partialsOf(list))
          expect(sumParts(partialsOf(shuffled))).toEqual(parts)
          expect(sumParts(readSum('sum', parts, -Infinity, Infinity))).toEqual(parts)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('is read only in that form, and only within its limits', () => {
    expect(read([])).toEqual([])
    expect(read([10])).toEqual([10])
    expect(() => read('1')).toThrow("sum: is '1', expected a list")
    expect(() => read([11])).toThrow('sum: is 11, expected a sum from 0 to 10')
    expect(() => read([-1])).toThrow('sum: is -1, expected a sum from 0 to 10')
    expect(() => read([0])).toThrow('sum[0]: is 0, expected what the entry before leaves of the sum')
    expect(() => read([1, 1])).toThrow('sum[1]: is 1, expected what the entry before leaves of the sum')
    expect(() => read([1 + 2 ** -52, 2 ** -52])).toThrow(
      /^sum\[0\]: is 1\.0000000000000002, expected 1\.0000000000000004/,
    )
    expect(() => read([1, Number.NaN])).toThrow('sum[1]: is NaN, expected a finite number')
    expect(() => read([1e308, 1e292, -1e308])).toThrow(RangeError)
  })
})
