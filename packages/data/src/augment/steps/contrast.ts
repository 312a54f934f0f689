/** Contrast: distances from a mean times a factor. */
import { bounds } from './black-and-white.ts'
import { channelMeans } from './channel-means.ts'
import { amountOf, drawAmount, oneOfThe } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'
import { scaleAndOffset } from './scale-and-offset.ts'

export interface ContrastOptions extends Chance {
  /** Factor on the distance from the mean, at least 0: above 1 strengthens. */
  factor: Amount
  /**
   * `grey` (default): about the mean of the ITU-R BT.601 grey picture, as torchvision's `adjust_contrast`; `channel`: each channel
   * about its own mean, as Keras' `RandomContrast`. For one channel they are the same.
   */
  mean?: 'grey' | 'channel'
}

export interface ContrastStep extends ContrastOptions {
  step: 'contrast'
}

export interface DrawnContrast {
  step: 'contrast'
  factor: number
  mean: 'grey' | 'channel'
}

export const contrastOperation: Operation<ContrastStep, DrawnContrast> = {
  fields: { factor: amountOf(0), mean: oneOfThe(['grey', 'channel']) },
  required: ['factor'],
  drawn: ['factor', 'mean'],
  draw: ({ step, factor, mean = 'grey' }, random) => ({ step, factor: drawAmount(factor, 1, random), mean }),
  mixesChannels: ({ mean }) => mean === 'grey',
  tone(x, shape, { factor, mean }, range, into) {
    const channels = shape[2]
    const means = channelMeans(x, shape)
    const grey = channels === 3 ? 0.299 * means[0]! + 0.587 * means[1]! + 0.114 * means[2]! : means[0]!
    const [low, high] = bounds(range)
    if (mean === 'grey' || channels === 1) return scaleAndOffset(x, into, factor, (1 - factor) * grey, [low, high])
    for (let c = 0; c < channels; c++) {
      const offset = (1 - factor) * means[c]!
      for (let i = c; i < x.length; i += channels) into[i] = Math.min(Math.max(x[i]! * factor + offset, low), high)
    }
  },
  words: ({ factor }) => `contrast times ${factor.toFixed(2)}`,
}
