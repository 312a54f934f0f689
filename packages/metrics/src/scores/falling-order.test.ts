import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fallingOrder } from './falling-order.ts'
import { scoreSteps } from './score-steps.ts'
import { mulberry32 } from './scores.test-support.ts'

/** What the sort of the language says, which is stable and knows nothing of bits. */
function reference(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b)
}

/** The first place that differs, as comparing a million entries by `toEqual` takes seconds. */
function firstDifference(values: ArrayLike<number>): number {
  const { order, scores } = fallingOrder(values)
  const expected = reference(values)
  if (order.length !== expected.length || scores.length !== expected.length) return -2
  return expected.findIndex((place, i) => order[i] !== place || scores[i] !== values[place]!)
}

// Enough for the radix sort, which fewer than 1025 do not need.
const many = 5000

const kinds: Record<string, (draw: () => number, i: number) => number> = {
  'in 0..1': (draw) => draw(),
  'around 0': (draw) => draw() + draw() - 1,
  'of float32': (draw) => Math.fround(draw()),
  'with many ties': (draw) => Math.floor(draw() * 100) / 100,
  'of two kinds': (draw) => Math.round(draw()),
  'all the same': () => 0.25,
  'all 0 or -0': (draw) => (draw() < 0.5 ? 0 : -0),
  'rising already': (_, i) => i / many,
  'rising already, with ties': (_, i) => Math.floor(i / 2),
  'falling already': (_, i) => -i,
  'falling already, with ties': (_, i) => -Math.floor(i / 2),
  'falling but for the last': (_, i) => (i % 1024 === 1023 ? 1 : -i),
  'of saturated sigmoids': (draw) => 1 / (1 + Math.exp(-32 * (draw() - 0.3))),
  'within one float32': (draw) => 1 - 1e-9 * draw(),
  'within a few float32': (draw) => Math.floor(draw() * 3) + 1e-12 * draw(),
  'close, in clusters of clusters': (draw) => 1 - 10 ** (-16 * draw()),
  'of any size': (draw) => (draw() - 0.5) * 10 ** (600 * draw() - 300),
  'beyond float32': (draw) => (draw() - 0.5) * 2 * Number.MAX_VALUE,
  'below float32': (draw) => Math.round((draw() - 0.5) * 1000) * Number.MIN_VALUE,
}

describe('scores from the highest to the lowest', () => {
  it.each(Object.entries(kinds))('%s', (_, make) => {
    for (const n of [many, 1025, 1024, 300, 13, 12]) {
      const draw = mulberry32(n)
      expect(firstDifference(Array.from({ length: n }, (_x, i) => make(draw, i)))).toBe(-1)
    }
  })

  it('all at the two ends of what there is', () => {
    const ends = [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, 0, -0, 1, 1 - 2 ** -53]
    expect(firstDifference(Array.from({ length: many }, (_, i) => ends[(i * i + 3 * i) % ends.length]!))).toBe(-1)
  })

  it.each(Object.entries(kinds))('%s: as typed arrays, which stay as they are', (_, make) => {
    const draw = mulberry32(1)
    for (const kind of [Float32Array, Float64Array]) {
      const drawn = Array.from({ length: many }, (_x, i) => make(draw, i))
      // Beyond float32 there are infinities, which no one may hand in.
      const given = kind.from(drawn).map((value) => (Number.isFinite(value) ? value : 1))
      const before = given.slice()
      expect(firstDifference(given)).toBe(-1)
      const { truePositives, falsePositives } = scoreSteps(new Uint8Array(many).fill(1, 0, 100), given)
      expect([truePositives.at(-1), falsePositives.at(-1)]).toEqual([100, many - 100])
      expect(given.findIndex((value, i) => !Object.is(value, before[i]))).toBe(-1)
    }
  })

  it('nothing and one', () => {
    expect(fallingOrder([])).toEqual({ order: new Uint32Array(), scores: new Float64Array() })
    expect(fallingOrder([7])).toEqual({ order: Uint32Array.of(0), scores: Float64Array.of(7) })
  })

  it('any doubles, repeated or not', () => {
    const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(doubles, fc.constantFrom(1, 40), (values, times) => {
        const all = Array.from({ length: times }, () => values).flat()
        expect(firstDifference(all)).toBe(-1)
      }),
    )
  })

  it('leaves what it is given as it is, of whatever type', () => {
    const scores = [0.25, 0.75, 0.5]
    for (const given of [scores, Float32Array.from(scores), Float64Array.from(scores)]) {
      expect([...fallingOrder(given).order]).toEqual([1, 2, 0])
      expect([...given]).toEqual(scores)
    }
  })
})
