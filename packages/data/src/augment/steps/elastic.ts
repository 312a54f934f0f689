/** Elastic deformation by a grid of random displacements under cubic B-splines. */
import type { FillMode } from '../fill-mode.ts'
import { createRandom } from '../../random.ts'
import { amountOf, drawAmount, fillFields, grid } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Displacement, Operation, SplineWeights } from './operation.ts'

export interface ElasticOptions extends Chance {
  /**
   * Root mean square of the displacement along each axis, as a fraction of the shorter side, at least 0: .01 is gentle, .03 much.
   * Displacements that would fold the picture are cut, so that strong ones on fine grids stay below it.
   */
  strength: Amount
  /** Columns and rows of cells; `[4, 4]` by default. More cells make shorter waves. */
  cells?: readonly [columns: number, rows: number]
  fill?: FillMode
  fillValue?: number
}

export interface ElasticStep extends ElasticOptions {
  step: 'elastic'
}

/** Drawn by `elastic`: `seed` gives the same displacements again. */
export interface DrawnElastic {
  step: 'elastic'
  strength: number
  cells: readonly [columns: number, rows: number]
  seed: number
  fill: FillMode
  fillValue: number
}

/** Mean over a cell of the sum of the squared cubic B-splines, 151 / 315: how much they lower the variance, along each axis. */
const SMOOTHING = 151 / 315

export const elasticOperation: Operation<ElasticStep, DrawnElastic> = {
  fields: { strength: amountOf(0), cells: grid, ...fillFields },
  required: ['strength'],
  drawn: ['strength', 'cells', 'seed', 'fill', 'fillValue'],
  draw: ({ step, strength, cells = [4, 4], fill = 'constant', fillValue = 0 }, random) => ({
    step,
    strength: drawAmount(strength, 0, random),
    cells,
    seed: random.integer(2 ** 32),
    fill,
    fillValue,
  }),
  displace: (drawn, width, height) => freeForm(controlPoints(drawn, width, height), drawn.cells, width, height),
  outside: ({ fill, fillValue }) => ({ fill, fillValue }),
  words: ({ strength, cells }) => `bent by ${(100 * strength).toFixed(1)} % in ${cells.join(' x ')} cells`,
}

/** Displacements of the control points in pixels, x and y in turn, row by row; `columns + 3` a row. */
export function controlPoints(
  { strength, cells: [columns, rows], seed }: Pick<DrawnElastic, 'strength' | 'cells' | 'seed'>,
  width: number,
  height: number,
): Float64Array {
  const random = createRandom(seed, 'elastic')
  const deviation = (strength * Math.min(width, height)) / SMOOTHING
  // Choi and Lee, Injectivity conditions of 2D and 3D uniform cubic B-spline functions (2000): below spacing / 2.0464 nothing folds.
  const most = [(0.48 * width) / columns, (0.48 * height) / rows] as const
  const points = new Float64Array((columns + 3) * (rows + 3) * 2)
  for (let i = 0; i < points.length; i++) {
    const limit = most[i % 2]!
    points[i] = Math.min(limit, Math.max(-limit, deviation * random.normal()))
  }
  return points
}

/** Free-form deformation (Rueckert and others 1999): displacements between the control points by cubic B-splines. */
export function freeForm(
  points: Float64Array,
  [columns, rows]: readonly [columns: number, rows: number],
  width: number,
  height: number,
): Displacement {
  const lineLength = 2 * (columns + 3)
  const line = new Float64Array(lineLength)
  const across = splineWeights(width, columns)
  const rowWeights = splineWeights(height, rows)
  const down = new Float64Array(4)
  /** Control points of one row of pixels: blended downwards. */
  const blend = (y: number): void => {
    const cell = place(y, height, rows, down)
    for (let i = 0; i < lineLength; i++) {
      let sum = 0
      for (let k = 0; k < 4; k++) sum += down[k]! * points[(cell + k) * lineLength + i]!
      line[i] = sum
    }
  }
  return {
    grid: { points, columns, across, down: rowWeights },
    row(y, dx, dy) {
      blend(y)
      for (let x = 0; x < width; x++) {
        const i = 2 * across.cell[x]!
        const w = 4 * x
        const [w0, w1] = [across.weight[w]!, across.weight[w + 1]!]
        const [w2, w3] = [across.weight[w + 2]!, across.weight[w + 3]!]
        dx[x] = w0 * line[i]! + w1 * line[i + 2]! + w2 * line[i + 4]! + w3 * line[i + 6]!
        dy[x] = w0 * line[i + 1]! + w1 * line[i + 3]! + w2 * line[i + 5]! + w3 * line[i + 7]!
      }
    },
    at(x, y) {
      blend(y)
      const weights = new Float64Array(4)
      const i = 2 * place(x, width, columns, weights)
      let [dx, dy] = [0, 0]
      for (let k = 0; k < 4; k++) {
        dx += weights[k]! * line[i + 2 * k]!
        dy += weights[k]! * line[i + 2 * k + 1]!
      }
      return [dx, dy]
    },
  }
}

/** The cell of a position and its four weights; beyond the picture, those of its edge. */
function place(position: number, size: number, cells: number, weights: Float64Array): number {
  const u = (Math.min(size - 0.5, Math.max(-0.5, position)) + 0.5) * (cells / size)
  const cell = Math.min(cells - 1, Math.floor(u))
  const t = u - cell
  weights[0] = (1 - t) ** 3 / 6
  weights[1] = (3 * t ** 3 - 6 * t ** 2 + 4) / 6
  weights[2] = (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6
  weights[3] = t ** 3 / 6
  return cell
}

function splineWeights(size: number, cells: number): SplineWeights {
  const cell = new Int32Array(size)
  const weight = new Float64Array(4 * size)
  for (let i = 0; i < size; i++) cell[i] = place(i, size, cells, weight.subarray(4 * i, 4 * i + 4))
  return { cell, weight }
}
