import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { thinCurve } from './thin-curve.ts'
import type { Point } from './thin-curve.ts'

describe('thinCurve', () => {
  it('leaves short curves as they are', () => {
    const points = Array.from({ length: 2000 }, (): Point => [0.5, 0.5])
    expect(thinCurve(points)).toBe(points)
  })
  it('keeps both ends and leaves no point a thousandth from a kept one', () => {
    const step = fc.double({ min: -0.01, max: 0.01, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(step, step), { minLength: 10, maxLength: 50 }), (steps) => {
        const points: Point[] = [[0, 0]]
        for (let i = 0; points.length < 2500; i++) {
          const [dx, dy] = steps[i % steps.length]!
          points.push([points.at(-1)![0] + dx / 7, points.at(-1)![1] + dy / 7])
        }
        const thin = thinCurve(points)
        expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)])
        const kept = new Set(thin)
        let last = points[0]!
        let farthest = 0
        for (const point of points) {
          if (kept.has(point)) last = point
          farthest = Math.max(farthest, Math.abs(point[0] - last[0]), Math.abs(point[1] - last[1]))
        }
        expect(farthest).toBeLessThan(1 / 1000)
      }),
      { numRuns: 30, seed: 7 },
    )
  })
  it('makes a smooth curve of a million points short', () => {
    const points = Array.from({ length: 1_000_001 }, (_, i): Point => [i / 1e6, (i / 1e6) ** 2])
    const thin = thinCurve(points)
    expect(thin.length).toBeLessThan(2002)
    expect(thin.length).toBeGreaterThan(999)
  })
})
