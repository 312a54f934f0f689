/** Geometry in Keras' order and a brightness from one table of ranges: the augmentation of the presets. */
import type { Random } from '../random.ts'
import type { FillMode } from './fill-mode.ts'

type Range = readonly [low: number, high: number]

/** Ranges from which a change is drawn uniformly; what is absent stays as it is. */
export interface AffineAndToneRanges {
  /** What steps of a pipeline carry, and ranges do not. */
  step?: never
  /** Degrees, counter-clockwise positive. */
  rotate?: Range
  /** Fractions of the width (right positive) and the height (down positive), drawn apart. */
  shift?: { x?: Range; y?: Range }
  /** Enlargement: above 1 enlarges. Both axes share it unless `axes` is `apart`. */
  scale?: Range
  scaleAxes?: 'together' | 'apart'
  /** `factor` (default) draws the enlargement uniformly; `reciprocal` draws its reciprocal uniformly, as Keras' `zoom_range`. */
  scaleDraw?: 'factor' | 'reciprocal'
  /** Degrees, as Keras' `shear_range`: columns slide up or down, and the picture widens by the cosine. */
  shear?: Range
  /** Probability of a mirror image (left and right exchanged). Exchanges heart side and markers: leave it out for X-rays. */
  flip?: number
  /** Factor on every value. */
  brightness?: Range
  fill?: FillMode
  /** Value outside for `constant`; 0 by default. */
  fillValue?: number
}

/** One drawn change. It can be stored, replayed, and applied to a mask as well (`nearest`, without the tone). */
export interface AffineAndTone {
  rotate: number
  shiftX: number
  shiftY: number
  scaleX: number
  scaleY: number
  shear: number
  flip: boolean
  brightness: number
  fill: FillMode
  fillValue: number
}

/** The change that changes nothing. */
export const identityAugmentation: Readonly<AffineAndTone> = {
  rotate: 0,
  shiftX: 0,
  shiftY: 0,
  scaleX: 1,
  scaleY: 1,
  shear: 0,
  flip: false,
  brightness: 1,
  fill: 'constant',
  fillValue: 0,
}

/**
 * Draws one change. Every quantity takes its numbers from the stream whether it is used or not, so that switching one off leaves
 * the others as they were.
 *
 * @throws {RangeError} where a range is no pair of finite numbers in order, a scale is not positive or `flip` is no probability
 */
export function sampleAffineAndTone(augmentation: AffineAndToneRanges, random: Random): AffineAndTone {
  const { rotate, shift, scale = [1, 1], shear, flip = 0, brightness, fill = 'constant', fillValue = 0 } = augmentation
  if (!(flip >= 0 && flip <= 1)) throw new RangeError(`flip: ${flip} given, expected a probability from 0 to 1`)
  if (!(scale[0] > 0)) throw new RangeError(`scale: [${scale.join(', ')}] given, expected numbers above 0`)
  const reciprocal = augmentation.scaleDraw === 'reciprocal'
  const drawScale = (): number =>
    reciprocal ? 1 / draw('scale', [1 / scale[1], 1 / scale[0]], 1, random) : draw('scale', scale, 1, random)
  const rotated = draw('rotate', rotate, 0, random)
  const shiftX = draw('shift.x', shift?.x, 0, random)
  const shiftY = draw('shift.y', shift?.y, 0, random)
  const one = drawScale()
  const two = drawScale()
  return {
    rotate: rotated,
    shiftX,
    shiftY,
    scaleX: one,
    scaleY: augmentation.scaleAxes === 'apart' ? two : one,
    shear: draw('shear', shear, 0, random),
    flip: random.next() < flip,
    brightness: draw('brightness', brightness, 1, random),
    fill,
    fillValue,
  }
}

function draw(name: string, range: Range | undefined, otherwise: number, random: Random): number {
  const [low, high] = range ?? [otherwise, otherwise]
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new RangeError(`${name}: [${low}, ${high}] given, expected two finite numbers, the smaller first`)
  return random.uniform(low, high)
}
