/** Rotation, shift, scale, shear and flips about the centre of the picture. */
import { chain } from '../affine-map.ts'
import type { AffineMap } from '../affine-map.ts'
import type { FillMode } from '../fill-mode.ts'
import { amountOf, axes, drawAmount, fillFields, oneOfThe, probability } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'

export interface AffineOptions extends Chance {
  /** Degrees, counter-clockwise positive. */
  rotate?: Amount
  /** Fractions of the width (right positive) and the height (down positive). */
  shift?: { x?: Amount; y?: Amount }
  /** Enlargement: above 1 enlarges. Both axes share it unless `scaleAxes` is `apart`. */
  scale?: Amount
  scaleAxes?: 'together' | 'apart'
  /** Degrees, -80 to 80: positive `x` slides the upper rows to the right, positive `y` the left columns down (torchvision's). */
  shear?: { x?: Amount; y?: Amount }
  /** Probability of exchanging left and right. Exchanges heart side and markers: leave it out for X-rays. */
  flip?: number
  /** Probability of exchanging top and bottom. */
  flipVertical?: number
  /** What comes into view from outside; `constant` by default. */
  fill?: FillMode
  /** Value outside for `constant`; 0 by default. */
  fillValue?: number
}

export interface AffineStep extends AffineOptions {
  step: 'affine'
}

/** Drawn by `affine`. Angles in degrees, shifts in fractions of the size. */
export interface DrawnAffine {
  step: 'affine'
  rotate: number
  shiftX: number
  shiftY: number
  scaleX: number
  scaleY: number
  shearX: number
  shearY: number
  flip: boolean
  flipVertical: boolean
  fill: FillMode
  fillValue: number
}

export const affineOperation: Operation<AffineStep, DrawnAffine> = {
  fields: {
    rotate: amountOf(),
    shift: axes(amountOf()),
    scale: amountOf(0, Infinity, true),
    scaleAxes: oneOfThe(['together', 'apart']),
    shear: axes(amountOf(-80, 80)),
    flip: probability,
    flipVertical: probability,
    ...fillFields,
  },
  drawn: [
    'rotate',
    'shiftX',
    'shiftY',
    'scaleX',
    'scaleY',
    'shearX',
    'shearY',
    'flip',
    'flipVertical',
    'fill',
    'fillValue',
  ],
  draw(step, random) {
    const { rotate, shift, scale, shear, flip = 0, flipVertical = 0, fill = 'constant', fillValue = 0 } = step
    const turned = drawAmount(rotate, 0, random)
    const shiftX = drawAmount(shift?.x, 0, random)
    const shiftY = drawAmount(shift?.y, 0, random)
    const one = drawAmount(scale, 1, random)
    const two = drawAmount(scale, 1, random)
    return {
      step: 'affine',
      rotate: turned,
      shiftX,
      shiftY,
      scaleX: one,
      scaleY: step.scaleAxes === 'apart' ? two : one,
      shearX: drawAmount(shear?.x, 0, random),
      shearY: drawAmount(shear?.y, 0, random),
      flip: random.next() < flip,
      flipVertical: random.next() < flipVertical,
      fill,
      fillValue,
    }
  },
  /**
   * From output to input. Seen from the picture: flipped, scaled, sheared (x, then y), rotated, shifted, all about
   * ((w - 1) / 2, (h - 1) / 2): the order of torchvision's `affine`.
   */
  map(d, width, height): AffineMap {
    const [cx, cy] = [(width - 1) / 2, (height - 1) / 2]
    const angle = (d.rotate * Math.PI) / 180
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const toCentre: AffineMap = [1, 0, -cx - d.shiftX * width, 0, 1, -cy - d.shiftY * height]
    const unrotate: AffineMap = [cos, -sin, 0, sin, cos, 0]
    const unshearY: AffineMap = [1, 0, 0, Math.tan((d.shearY * Math.PI) / 180), 1, 0]
    const unshearX: AffineMap = [1, Math.tan((d.shearX * Math.PI) / 180), 0, 0, 1, 0]
    const unscale: AffineMap = [(d.flip ? -1 : 1) / d.scaleX, 0, cx, 0, (d.flipVertical ? -1 : 1) / d.scaleY, cy]
    return chain(unscale, chain(unshearX, chain(unshearY, chain(unrotate, toCentre))))
  },
  outside: ({ fill, fillValue }) => ({ fill, fillValue }),
  words(d) {
    const words: string[] = []
    if (d.flip) words.push('left and right exchanged')
    if (d.flipVertical) words.push('top and bottom exchanged')
    if (d.scaleX !== 1 || d.scaleY !== 1) words.push(scaleWords(d.scaleX, d.scaleY))
    if (d.shearX !== 0 || d.shearY !== 0) words.push(`sheared by ${d.shearX.toFixed(1)}° and ${d.shearY.toFixed(1)}°`)
    words.push(...turnAndShiftWords(d.rotate, d.shiftX, d.shiftY))
    return words.join(', ')
  },
}

export function scaleWords(x: number, y: number): string {
  return x === y ? `scaled to ${percent(x)}` : `scaled to ${percent(x)} across and ${percent(y)} down`
}

export function turnAndShiftWords(rotate: number, shiftX: number, shiftY: number): string[] {
  const words: string[] = []
  if (rotate !== 0)
    words.push(`turned ${Math.abs(rotate).toFixed(1)}° ${rotate > 0 ? 'counter-clockwise' : 'clockwise'}`)
  const parts: string[] = []
  if (shiftX !== 0) parts.push(`${Math.abs(100 * shiftX).toFixed(0)} % ${shiftX > 0 ? 'right' : 'left'}`)
  if (shiftY !== 0) parts.push(`${Math.abs(100 * shiftY).toFixed(0)} % ${shiftY > 0 ? 'down' : 'up'}`)
  if (parts.length > 0) words.push(`moved ${parts.join(' and ')}`)
  return words
}

const percent = (v: number): string => `${(100 * v).toFixed(0)} %`
