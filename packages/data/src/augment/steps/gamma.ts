/** Gamma: values between black and white to a power. */
import { kernelsFor } from '../../kernels/kernels.ts'
import { blackAndWhite } from './black-and-white.ts'
import { amountOf, drawAmount } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'
import { raise } from './power.ts'

export interface GammaOptions extends Chance {
  /** Exponent, .05 to 20: above 1 darkens. Torchvision's `adjust_gamma`, within 1e-6 of the range. */
  exponent: Amount
}

export interface GammaStep extends GammaOptions {
  step: 'gamma'
}

export interface DrawnGamma {
  step: 'gamma'
  exponent: number
}

export const gammaOperation: Operation<GammaStep, DrawnGamma> = {
  fields: { exponent: amountOf(0.05, 20) },
  required: ['exponent'],
  drawn: ['exponent'],
  draw: ({ step, exponent }, random) => ({ step, exponent: drawAmount(exponent, 1, random) }),
  tone(x, _, { exponent }, range, into) {
    const [black, white] = blackAndWhite(x, range)
    const width = white - black
    if (!(width > 0)) return into.set(x)
    const numbers = [black, 1 / width, width, exponent].map(Math.fround) as [number, number, number, number]
    const kernels = kernelsFor(x, into)
    if (kernels === undefined) raise(x, into, ...numbers)
    else kernels.power(x.byteOffset, into.byteOffset, x.length, ...numbers)
  },
  words: ({ exponent }) => `gamma ${exponent.toFixed(2)}`,
}
