/** Gaussian noise on every value. */
import { kernelsFor, scratch } from '../../kernels/kernels.ts'
import { bounds } from './black-and-white.ts'
import { amountOf, drawAmount, oneOfThe } from './fields.ts'
import type { Amount } from './fields.ts'
import { normalSource, normalState, zigguratLayers } from './normal-source.ts'
import type { Chance, Operation } from './operation.ts'

export interface NoiseOptions extends Chance {
  /** Standard deviation in the unit of the values, at least 0; .02 is 5 of 255 grey levels. */
  deviation: Amount
  /** Whether the channels of a pixel get noise `apart` (default) or the same `together`, as a grey film in three channels has it. */
  channels?: 'apart' | 'together'
}

export interface NoiseStep extends NoiseOptions {
  step: 'noise'
}

/** Drawn by `noise`: `seed` gives the same noise again. */
export interface DrawnNoise {
  step: 'noise'
  deviation: number
  channels: 'apart' | 'together'
  seed: number
}

export const noiseOperation: Operation<NoiseStep, DrawnNoise> = {
  fields: { deviation: amountOf(0), channels: oneOfThe(['apart', 'together']) },
  required: ['deviation'],
  drawn: ['deviation', 'channels', 'seed'],
  draw: ({ step, deviation, channels = 'apart' }, random) => ({
    step,
    deviation: drawAmount(deviation, 0, random),
    channels,
    seed: random.integer(2 ** 32),
  }),
  mixesChannels: ({ channels }) => channels === 'apart',
  tone(x, shape, { deviation, channels, seed }, range, into) {
    const [low, high] = bounds(range).map(Math.fround) as [number, number]
    const shared = channels === 'together' ? shape[2] : 1
    const kernels = kernelsFor(x, into)
    if (kernels !== undefined) {
      const { edge, limit } = zigguratLayers()
      const tables = scratch()
      const layers = tables.put(edge)
      // The limits follow the edges at once, without a gap.
      tables.put(limit)
      const state = normalState(seed)
      kernels.addNoise(x.byteOffset, into.byteOffset, x.length, shared, deviation, low, high, layers, ...state)
      return
    }
    const normal = normalSource(seed)
    for (let i = 0; i < x.length; i += shared) {
      const noise = Math.fround(normal() * deviation)
      for (let k = i; k < i + shared; k++) {
        const v = Math.fround(x[k]! + noise)
        into[k] = v > low ? (v < high ? v : high) : low
      }
    }
  },
  words: ({ deviation }) => `noise of deviation ${deviation.toFixed(3)}`,
}
