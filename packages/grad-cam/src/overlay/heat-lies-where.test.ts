import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlay, type OverlayOptions } from './overlay.ts'
import type { OverlayImage } from './pixels.ts'

/** Brightness rises with heat in these: over any one grey, and by value over black; luma as in ITU-R BT.709. */
const looks: (OverlayOptions & { grey: number })[] = [
  { grey: 40 },
  { grey: 200, alpha: 1 },
  { grey: 100, colormap: 'inferno' },
  { grey: 0, alpha: 0.8, alphaBy: 'value' },
]

interface Spot {
  x: number
  y: number
}

/** Centre of the brightest pixels, and centre of all brightness above the darkest pixel; a pixel's centre is at .5. */
function heatOf({ width, data }: OverlayImage): { hottest: Spot[]; centroid: Spot } {
  const heat = Array.from({ length: data.length / 4 }, (_, i) => {
    return 0.2126 * data[i * 4]! + 0.7152 * data[i * 4 + 1]! + 0.0722 * data[i * 4 + 2]!
  })
  const [low, high] = [Math.min(...heat), Math.max(...heat)]
  const place = (i: number): Spot => ({ x: (i % width) + 0.5, y: Math.floor(i / width) + 0.5 })
  const centroid = { x: 0, y: 0 }
  const total = heat.reduce((sum, value) => sum + value - low, 0)
  heat.forEach((value, i) => {
    centroid.x += ((value - low) / total) * place(i).x
    centroid.y += ((value - low) / total) * place(i).y
  })
  return { hottest: heat.flatMap((value, i) => (value === high ? [place(i)] : [])), centroid }
}

function spot(rows: number, columns: number, row: number, column: number): { map: number[]; shape: [number, number] } {
  return {
    map: Array.from({ length: rows * columns }, (_, i) => Number(i === row * columns + column)),
    shape: [rows, columns],
  }
}

const maps = [
  [7, 7],
  [24, 24],
  [1, 5],
] as const
const pictures = [
  [224, 224],
  [100, 37],
] as const

describe('the heat of the map lies where the raw map says', () => {
  const grid = maps.flatMap(([rows, columns]) =>
    pictures.flatMap(([width, height]) => looks.map((look) => ({ rows, columns, width, height, look }))),
  )
  it.each(grid)('$rows x $columns on $width x $height, $look', ({ rows, columns, width, height, look }) => {
    const [bottom, right] = [rows - 1, columns - 1]
    const cells = [
      [0, 0],
      [0, right],
      [bottom, 0],
      [bottom, right],
      [bottom / 2, right / 2].map(Math.floor) as [number, number],
    ] as const
    for (const [row, column] of cells) {
      const picture = { width, height, data: new Uint8Array(width * height).fill(look.grey) }
      const { hottest, centroid } = heatOf(overlay(spot(rows, columns, row, column), picture, look))
      // Each lies in the cell's share of the picture.
      const found = [...hottest, centroid].map(({ x, y }) =>
        [Math.floor((y / height) * rows), Math.floor((x / width) * columns)].join(),
      )
      expect([...new Set(found)]).toEqual([`${row},${column}`])
    }
  })

  it('to a hundredth of a pixel for a cell in the middle', () => {
    const picture = { width: 224, height: 224, data: new Uint8Array(224 * 224) }
    const { centroid } = heatOf(overlay(spot(7, 7, 3, 3), picture, { alpha: 1 }))
    expect(Math.abs(centroid.x - 112)).toBeLessThan(0.01)
    expect(Math.abs(centroid.y - 112)).toBeLessThan(0.01)
  })

  it('for any cell of any map on any picture that is not smaller', () => {
    const side = fc.integer({ min: 1, max: 12 })
    const cases = fc.tuple(side, side, side, side, fc.nat(1000), fc.nat(1000))
    fc.assert(
      fc.property(cases, ([rows, columns, moreHeight, moreWidth, someRow, someColumn]) => {
        fc.pre(rows * columns > 1)
        const [width, height] = [columns - 1 + moreWidth, rows - 1 + moreHeight]
        const [row, column] = [someRow % rows, someColumn % columns]
        const picture = { width, height, data: new Uint8Array(width * height) }
        const { hottest } = heatOf(overlay(spot(rows, columns, row, column), picture, { alpha: 1 }))
        const x = hottest.reduce((sum, { x: at }) => sum + at, 0) / hottest.length
        const y = hottest.reduce((sum, { y: at }) => sum + at, 0) / hottest.length
        expect(x).toBeGreaterThanOrEqual((column * width) / columns)
        expect(x).toBeLessThanOrEqual(((column + 1) * width) / columns)
        expect(y).toBeGreaterThanOrEqual((row * height) / rows)
        expect(y).toBeLessThanOrEqual(((row + 1) * height) / rows)
      }),
    )
  })
})
