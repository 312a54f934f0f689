/** What every step of a pipeline knows how to do. */
import type { Random } from '../../random.ts'
import type { AffineMap } from '../affine-map.ts'
import type { Outside, Shape } from '../resample.ts'
import type { Check } from './fields.ts'

/** Chance that a step happens; every step has it. */
export interface Chance {
  /** Probability that the step happens, 0 to 1; 1 by default. */
  p?: number
}

/** The range of the values, or none for standardised pictures. */
export type ValueRange = readonly [low: number, high: number] | undefined

/** Displacements of a picture's pixels, in pixels: the output at a position shows the input at the position plus these. */
export interface Displacement {
  /** Writes the displacements of row `y` at all columns. */
  row(y: number, dx: Float64Array, dy: Float64Array): void
  /** The displacement at any position. */
  at(x: number, y: number): [dx: number, dy: number]
  /** What the kernels need: control points (x and y in turn, `columns + 3` a row) and the weights of all columns and rows. */
  grid: { points: Float64Array; columns: number; across: SplineWeights; down: SplineWeights }
}

/** For every position along an axis its cell and the four weights of the control points around. */
export interface SplineWeights {
  cell: Int32Array
  weight: Float64Array
}

/**
 * A kind of step: the checks of its fields, the drawing of its parameters, their application, their words. It changes positions
 * (`map` or `displace`), values (`tone`), or both, positions first.
 */
export interface Operation<Step, Drawn> {
  fields: Record<string, Check>
  /** Fields that must be there. */
  required?: readonly string[]
  draw(step: Step, random: Random): Drawn
  words(drawn: Drawn): string
  /** Fields of `Drawn` beside `step`, to check what comes from a file. */
  drawn: readonly string[]
  map?(drawn: Drawn, width: number, height: number): AffineMap
  displace?(drawn: Drawn, width: number, height: number): Displacement
  /**
   * Whether `tone` treats a channel by what is in others, or otherwise than others, to the bit. By default each is treated by itself
   * and alike: a grey picture in three channels is then worked on once.
   */
  mixesChannels?(drawn: Drawn): boolean
  /** What stands outside the picture where positions change; by default that of its neighbours, or the edge. */
  outside?(drawn: Drawn): Outside
  /**
   * Changes the values.
   *
   * @param into where the result goes: another array than `x`
   * @param spare as long as `x`, for whatever the operation needs
   */
  tone?(x: Float32Array, shape: Shape, drawn: Drawn, range: ValueRange, into: Float32Array, spare: Float32Array): void
}
