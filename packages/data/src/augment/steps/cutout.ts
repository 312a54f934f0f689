/** Cutout: rectangles are blotted out, so that a network cannot lean on one place (DeVries and Taylor 2017). */
import { channelMeans } from './channel-means.ts'
import { amountOf, drawAmount, finite, show } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'

export interface CutoutOptions extends Chance {
  /** How many rectangles: whole numbers from 0 to 100, drawn uniformly; 1 by default. */
  count?: Amount
  /** Width and height of each, drawn apart, as fractions of the picture's, above 0 to 1. */
  size: Amount
  /** What stands there: a value (default 0: black, or the mean of a standardised picture), or `mean`, that of the picture's channel. */
  fillValue?: number | 'mean'
}

export interface CutoutStep extends CutoutOptions {
  step: 'cutout'
}

/** A rectangle in fractions of the picture's size. */
export interface Rectangle {
  left: number
  top: number
  width: number
  height: number
}

/** Drawn by `cutout`. Masks and points stay as they are. */
export interface DrawnCutout {
  step: 'cutout'
  holes: readonly Rectangle[]
  fillValue: number | 'mean'
}

export const cutoutOperation: Operation<CutoutStep, DrawnCutout> = {
  fields: {
    count(name, value) {
      const ends = (Array.isArray(value) ? value : [value, value]) as unknown[]
      if (ends.length !== 2 || !ends.every((n) => Number.isInteger(n)))
        throw new RangeError(`${name}: ${show(value)} given, expected a whole number or [low, high]`)
      amountOf(0, 100)(name, value)
    },
    size: amountOf(0, 1, true),
    fillValue(name, value) {
      if (value !== 'mean') finite(name, value)
    },
  },
  required: ['size'],
  drawn: ['holes', 'fillValue'],
  draw({ step, count = 1, size, fillValue = 0 }, random) {
    const [least, most] = typeof count === 'number' ? [count, count] : count
    const holes = Array.from({ length: least + random.integer(most - least + 1) }, () => {
      const width = drawAmount(size, 0, random)
      const height = drawAmount(size, 0, random)
      return { left: random.next() * (1 - width), top: random.next() * (1 - height), width, height }
    })
    return { step, holes, fillValue }
  },
  tone(x, [height, width, channels], { holes, fillValue }, _, into) {
    const fills =
      fillValue === 'mean'
        ? channelMeans(x, [height, width, channels])
        : Array.from({ length: channels }, () => fillValue)
    into.set(x)
    for (const hole of holes) {
      const [left, right] = [Math.round(hole.left * width), Math.round((hole.left + hole.width) * width)]
      const [top, bottom] = [Math.round(hole.top * height), Math.round((hole.top + hole.height) * height)]
      for (let y = top; y < bottom; y++)
        for (let c = 0; c < channels; c++)
          for (let i = (y * width + left) * channels + c; i < (y * width + right) * channels; i += channels)
            into[i] = fills[c]!
    }
  },
  words({ holes }) {
    const area = holes.reduce((sum, { width, height }) => sum + width * height, 0)
    return `${holes.length} ${holes.length === 1 ? 'rectangle' : 'rectangles'} of together ${(100 * area).toFixed(1)} % blotted out`
  },
}
