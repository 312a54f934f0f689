/** Brightness: every value times a factor. */
import { blackAndWhite, bounds } from './black-and-white.ts'
import { amountOf, drawAmount } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'
import { scaleAndOffset } from './scale-and-offset.ts'

export interface BrightnessOptions extends Chance {
  /** Factor on the distance from black, at least 0: above 1 brightens. Torchvision's `adjust_brightness`. */
  factor: Amount
}

export interface BrightnessStep extends BrightnessOptions {
  step: 'brightness'
}

export interface DrawnBrightness {
  step: 'brightness'
  factor: number
}

export const brightnessOperation: Operation<BrightnessStep, DrawnBrightness> = {
  fields: { factor: amountOf(0) },
  required: ['factor'],
  drawn: ['factor'],
  draw: ({ step, factor }, random) => ({ step, factor: drawAmount(factor, 1, random) }),
  tone(x, _, { factor }, range, into) {
    const [black] = blackAndWhite(x, range)
    scaleAndOffset(x, into, factor, black - factor * black, bounds(range))
  },
  words: ({ factor }) => `brightness times ${factor.toFixed(2)}`,
}
