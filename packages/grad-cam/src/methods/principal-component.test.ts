import { expectClose } from '@convlens/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../networks.test-support.ts'
import { principalProjection } from './principal-component.ts'

const values = fc.float({ min: -8, max: 8, noNaN: true })
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([cells, channels]) =>
    fc.tuple(fc.constant(cells), fc.constant(channels), fc.array(values, { minLength: 81, maxLength: 81 })),
  )

/** Sum of squares of what is left of the centred matrix when the projection is taken out, and the projection's own. */
function residual(x: number[], cells: number, channels: number, projection: Float32Array): [rest: number, own: number] {
  const means = Array.from(
    { length: channels },
    (_, k) => x.filter((__, i) => i % channels === k).reduce((a, b) => a + b) / cells,
  )
  const own = projection.reduce((sum, p) => sum + p * p, 0)
  const along = means.map((mean, k) =>
    projection.reduce((sum, p, cell) => sum + (p * (x[cell * channels + k]! - mean)) / (own || 1), 0),
  )
  const rest = x.reduce(
    (sum, v, i) => sum + (v - means[i % channels]! - projection[Math.floor(i / channels)]! * along[i % channels]!) ** 2,
    0,
  )
  return [rest, own]
}

const sumOfSquares = (of: readonly number[]): number => of.reduce((sum, value) => sum + value * value, 0)

/** Whether a channel differs by the rounding of float32 only. */
function isNoise(x: readonly number[], cells: number, channels: number, k: number): boolean {
  const column = Array.from({ length: cells }, (_, cell) => x[cell * channels + k]!)
  const mean = column.reduce((a, b) => a + b, 0) / cells
  return sumOfSquares(column.map((value) => value - mean)) <= 1e-12 * sumOfSquares(column)
}

describe('principalProjection', () => {
  it('is the same by channels as by cells', () => {
    // By hand: the centred cells are (-1, -2, -2), 0 and (1, 2, 2), which lie at -3, 0 and 3 along (1, 2, 2) / 3.
    expectClose(principalProjection([0, 0, 0, 1, 2, 2, 2, 4, 4], 3, 3), [-3, 0, 3], 1e-7)
    // Two cells of four channels: (-1, 1, 1, 1) and its opposite, which lie at -2 and 2; the mean grows with the second.
    expectClose(principalProjection([1, -1, -1, -1, -1, 1, 1, 1], 2, 4), [-2, 2], 1e-7)
  })

  it('is the same for channels in another order, and with silent channels beside them', () => {
    const x = Array.from(mulberry32(1, 12 * 7))
    const projection = principalProjection(x, 12, 7)
    const turned = x.map((_, i) => x[i - (i % 7) + 6 - (i % 7)]!)
    expectClose(principalProjection(turned, 12, 7), projection, 1e-7)
    // 7 channels are fewer than 12 cells, 20 are more.
    const padded = Array.from({ length: 12 * 20 }, (_, i) => (i % 20 < 7 ? x[Math.floor(i / 20) * 7 + (i % 20)]! : 0))
    expectClose(principalProjection(padded, 12, 20), projection, 1e-7)
  })

  it('grows with the mean over the channels', () => {
    expectClose(principalProjection([0, 0, -6, 1], 2, 2), [Math.sqrt(37) / 2, -Math.sqrt(37) / 2], 1e-7)
  })

  it('has its largest absolute value positive where it does not correlate with the mean', () => {
    // The channels are opposite, so the mean is 0 everywhere; the first channel alone would say [-1, -1, 2].
    expectClose(
      principalProjection([-1, 1, -1, 1, 2, -2], 3, 2),
      [-1, -1, 2].map((v) => v * Math.SQRT2),
      1e-7,
    )
    expectClose(
      principalProjection([1, -1, 1, -1, -2, 2], 3, 2),
      [-1, -1, 2].map((v) => v * Math.SQRT2),
      1e-7,
    )
  })

  it('does not hang on equal eigenvalues', () => {
    // A square: no direction is the first. Any unit direction is right: the sum of squares is 2 in all of them.
    const projection = principalProjection([1, 0, -1, 0, 0, 1, 0, -1], 4, 2)
    expect(projection.reduce((sum, p) => sum + p * p, 0)).toBeCloseTo(2, 6)
    expect(principalProjection([1, 0, -1, 0, 0, 1, 0, -1], 4, 2)).toEqual(projection)
  })

  it('finds the first of two eigenvalues that differ by a millionth', () => {
    const far = 1 + 5e-7
    expectClose(principalProjection([0, far, 0, -far, 1, 0, -1, 0], 4, 2), [far, -far, 0, 0], 1e-5)
  })

  it('is zero for equal cells, whatever their value', () => {
    expect([...principalProjection([2, 3, 2, 3], 2, 2)]).toEqual([0, 0])
    expect([...principalProjection([0, 0, 0, 0, 0, 0], 2, 3)]).toEqual([0, 0])
    // Ten times .1 is not 1, so .1 less its mean is not 0; and a float32 sum is as rough as this.
    expect(principalProjection(Array(10).fill(0.1), 10, 1)).toEqual(new Float32Array(10))
    expect(principalProjection([0.1, 0.1 + 6e-9, 0.1, 0.1 - 6e-9], 4, 1)).toEqual(new Float32Array(4))
  })

  it('hides no NaN', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(principalProjection([1, 2, bad, 4, 5, 7], 3, 2).every(Number.isFinite)).toBe(false)
      expect(principalProjection([1, 2, bad, 4, 5, 7], 2, 3).every(Number.isFinite)).toBe(false)
    }
  })

  it('keeps its digits for very small and very large values', () => {
    for (const scale of [1e-30, 1e30]) {
      expectClose(
        principalProjection(
          [0, 9, 3, 13, 6, 17].map((v) => v * scale),
          3,
          2,
        ),
        [-5, 0, 5].map((v) => v * scale),
        1e-6,
      )
    }
  })

  it('leaves as little of the matrix as any direction: no other has a larger sum of squares', () => {
    fc.assert(
      fc.property(matrix, fc.array(values, { minLength: 9, maxLength: 9 }), ([cells, channels, all], direction) => {
        const x = all.slice(0, cells * channels)
        const projection = principalProjection(x, cells, channels)
        const [rest, own] = residual(x, cells, channels, projection)
        const [whole] = residual(x, cells, channels, new Float32Array(cells))
        expect(rest + own).toBeLessThanOrEqual(whole * (1 + 1e-5) + 1e-30)
        // Of the channels that have a component: those that differ by less than a millionth have none.
        const other = direction.slice(0, channels).map((o, k) => (isNoise(x, cells, channels, k) ? 0 : o))
        const norm = Math.hypot(...other) || 1
        const shadow = Array.from({ length: cells }, (_, cell) =>
          other.reduce((sum, o, k) => sum + (o / norm) * x[cell * channels + k]!, 0),
        )
        const mean = shadow.reduce((a, b) => a + b) / cells
        expect(shadow.reduce((sum, s) => sum + (s - mean) ** 2, 0)).toBeLessThanOrEqual(own * (1 + 1e-5) + 1e-30)
      }),
    )
  })
})
