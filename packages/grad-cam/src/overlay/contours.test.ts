import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contourLines, drawContours } from './contours.ts'
import { overlay } from './overlay.ts'
import { blank, type OverlayImage } from './pixels.ts'

/** One channel of an image as rows. */
function rows({ width, height, data }: OverlayImage): number[][] {
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => data[(y * width + x) * 4]!))
}

function drawn(values: number[][], levels: number[], width = 1): number[][] {
  const image = blank(values[0]!.length, values.length, [100, 100, 100])
  drawContours(image, Float32Array.from(values.flat()), levels, width)
  return rows(image)
}

describe('contours', () => {
  it('lie where the values cross the level, white on dark, up to the border', () => {
    // By hand: the crossing is at x = 3.5. At .5 from it: outline .8 of 100 -> 20, line .5 -> 137.5, rounded to even.
    // At 1.5: a quarter of the outline, .2 of 100 -> 80.
    const row = [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1]
    const line = [100, 100, 80, 138, 138, 80, 100, 100]
    expect(drawn([row], [0.5])).toEqual([line])
    expect(drawn([row, row, row], [0.5])).toEqual([line, line, line])
    const turned = row.map((value) => [value, value])
    expect(drawn(turned, [0.5])).toEqual(line.map((value) => [value, value]))
  })

  it('interpolate between pixels', () => {
    // .25 of the way from pixel 1 to pixel 2: distances .25 and .75, so .75 and .25 of white over 20 (.8 of black).
    expect(drawn([[0, 0, 1, 1]], [0.25])[0]!.slice(1, 3)).toEqual([196, 79])
  })

  it('close around a single peak', () => {
    const peak = [0, 0, 0, 0, 0].map((_, y) => [0, 0, 0, 0, 0].map((__, x) => Number(x === 2 && y === 2)))
    const image = drawn(peak, [0.5], 0.5)
    expect(image[2]![2]).toBeGreaterThan(image[2]![0]!)
    // Symmetric like the peak.
    expect(image.map((row) => row.toReversed())).toEqual(image)
    expect(image.toReversed()).toEqual(image)
  })

  it('part the opposite corners of a saddle by its mean', () => {
    // Mean .55, so at level .5 the two high corners belong together and the lines cut off the low ones. By hand: a line
    // crosses the edges 4/9 from the low corner, so it passes it at 4/9 / sqrt 2 = .314 and ends 5/9 from the high one;
    // white covers 1 - distance over 20.
    const saddle = [
      [1, 0.1],
      [0.1, 1],
    ]
    expect(drawn(saddle, [0.5])).toEqual([
      [124, 181],
      [181, 124],
    ])
    // At .6 it is the other way round: the low corners belong together.
    expect(drawn(saddle, [0.6])).toEqual([
      [181, 124],
      [124, 181],
    ])
  })

  it('run between all neighbours on both sides of a level, and nowhere else', () => {
    const side = fc.integer({ min: 1, max: 9 })
    const cases = fc.tuple(side, side).chain(([height, width]) =>
      fc.record({
        values: fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: width, maxLength: width }), {
          minLength: height,
          maxLength: height,
        }),
        level: fc.double({ min: 0.1, max: 4, noNaN: true }),
      }),
    )
    fc.assert(
      fc.property(cases, ({ values, level }) => {
        const image = drawn(values, [level])
        const above = values.map((row) => row.map((value) => Math.fround(value) >= level))
        above.forEach((row, y) => {
          row.forEach((here, x) => {
            for (const [there, mark] of [
              [row[x + 1], image[y]![x + 1]],
              [above[y + 1]?.[x], image[y + 1]?.[x]],
            ]) {
              // A crossing lies within .5 of one of the two: there the line is at least half white over its outline.
              if (there !== undefined && there !== here) {
                expect(Math.max(image[y]![x]!, mark as number)).toBeGreaterThanOrEqual(137)
              }
            }
            const near = above.slice(Math.max(y - 2, 0), y + 3).flatMap((r) => r.slice(Math.max(x - 2, 0), x + 3))
            if (near.every((value) => value === here)) expect(image[y]![x]).toBe(100)
          })
        })
      }),
    )
  })

  it('follow values beyond 1 before they are cut off', () => {
    // 1 is half of the way from -1 to 3. Were the values cut to 0..1 first, the line would lie around the right cell.
    const picture = { width: 8, height: 1, data: new Uint8Array(8).fill(100) }
    const options = { alpha: 0, contours: contourLines([1]) }
    const image = overlay({ map: [-1, 3], shape: [1, 2] }, picture, options)
    expect(rows(image)[0]).toEqual([100, 100, 80, 138, 138, 80, 100, 100])
  })
})
