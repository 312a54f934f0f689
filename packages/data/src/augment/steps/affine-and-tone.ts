/** The presets' augmentation as one step among others. */
import { sampleAffineAndTone } from '../affine-and-tone.ts'
import type { AffineAndTone, AffineAndToneRanges } from '../affine-and-tone.ts'
import { outputToInput } from '../keras-affine.ts'
import { scaleWords, turnAndShiftWords } from './affine.ts'
import { bounds } from './black-and-white.ts'
import { amountOf, axes, fillFields, oneOfThe, probability } from './fields.ts'
import type { Check } from './fields.ts'
import type { Chance, Operation } from './operation.ts'
import { scaleAndOffset } from './scale-and-offset.ts'

export interface AffineAndToneStep extends Omit<AffineAndToneRanges, 'step'>, Chance {
  step: 'affineAndTone'
}

export interface DrawnAffineAndTone extends AffineAndTone {
  step: 'affineAndTone'
}

const rangeOf =
  (least?: number, above?: boolean): Check =>
  (name, value) => {
    if (!Array.isArray(value)) throw new RangeError(`${name}: ${JSON.stringify(value)} given, expected [low, high]`)
    amountOf(least, Infinity, above)(name, value)
  }

export const affineAndToneOperation: Operation<AffineAndToneStep, DrawnAffineAndTone> = {
  fields: {
    rotate: rangeOf(),
    shift: axes(rangeOf()),
    scale: rangeOf(0, true),
    scaleAxes: oneOfThe(['together', 'apart']),
    scaleDraw: oneOfThe(['factor', 'reciprocal']),
    shear: rangeOf(),
    flip: probability,
    brightness: rangeOf(),
    ...fillFields,
  },
  drawn: ['rotate', 'shiftX', 'shiftY', 'scaleX', 'scaleY', 'shear', 'flip', 'brightness', 'fill', 'fillValue'],
  draw({ step, ...ranges }, random) {
    return { step, ...sampleAffineAndTone(ranges, random) }
  },
  map: (drawn, width, height) => outputToInput(width, height, drawn),
  outside: ({ fill, fillValue }) => ({ fill, fillValue }),
  // Minus zero changes nothing, not even the sign of a zero.
  tone: (x, _, { brightness }, values, into) => scaleAndOffset(x, into, brightness, -0, bounds(values)),
  words(d) {
    const words: string[] = []
    if (d.flip) words.push('left and right exchanged')
    if (d.scaleX !== 1 || d.scaleY !== 1) words.push(scaleWords(d.scaleX, d.scaleY))
    if (d.shear !== 0) words.push(`sheared by ${d.shear.toFixed(1)}°`)
    words.push(...turnAndShiftWords(d.rotate, d.shiftX, d.shiftY))
    if (d.brightness !== 1) words.push(`values times ${d.brightness.toFixed(2)}`)
    return words.join(', ')
  },
}
