/** Cutting the picture and enlarging what is left to its size. */
import type { AffineMap } from '../affine-map.ts'
import { amountOf, drawAmount, oneOfThe } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'

export interface CropOptions extends Chance {
  /** Fractions of the height or width cut off at each side, 0 to .45. `{ top: 0.08 }` always cuts the upper 8 %. */
  top?: Amount
  right?: Amount
  bottom?: Amount
  left?: Amount
  /** Then: the side of a window as a fraction of what is left, above 0 to 1, its place drawn uniformly; 1 by default. */
  size?: Amount
  /** Whether the window's width and height are drawn apart, which stretches; `together` by default. */
  sizeAxes?: 'together' | 'apart'
}

export interface CropStep extends CropOptions {
  step: 'crop'
}

/** Drawn by `crop`: the window that fills the picture, in fractions of its size. */
export interface DrawnCrop {
  step: 'crop'
  left: number
  top: number
  width: number
  height: number
}

const side = amountOf(0, 0.45)

export const cropOperation: Operation<CropStep, DrawnCrop> = {
  fields: {
    top: side,
    right: side,
    bottom: side,
    left: side,
    size: amountOf(0, 1, true),
    sizeAxes: oneOfThe(['together', 'apart']),
  },
  drawn: ['left', 'top', 'width', 'height'],
  draw(step, random) {
    const [top, right, bottom, left] = [step.top, step.right, step.bottom, step.left].map((cut) =>
      drawAmount(cut, 0, random),
    ) as [number, number, number, number]
    const one = drawAmount(step.size, 1, random)
    const two = drawAmount(step.size, 1, random)
    const width = (1 - left - right) * one
    const height = (1 - top - bottom) * (step.sizeAxes === 'apart' ? two : one)
    return {
      step: 'crop',
      left: left + random.next() * (1 - left - right - width),
      top: top + random.next() * (1 - top - bottom - height),
      width,
      height,
    }
  },
  /** Pixels have extent: the window's border becomes the picture's border, half a pixel beyond the outermost centres. */
  map: (d, width, height): AffineMap => [
    d.width,
    0,
    d.left * width + d.width / 2 - 0.5,
    0,
    d.height,
    d.top * height + d.height / 2 - 0.5,
  ],
  words: ({ left, top, width, height }) =>
    `cut to ${percent(width)} x ${percent(height)} from ${percent(left)} right and ${percent(top)} down`,
}

const percent = (v: number): string => `${(100 * v).toFixed(0)} %`
