/** A dataset of drawn chest X-rays: nothing to download, and the truth about every pixel is known. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset, type Dataset, type Sample } from '../dataset.ts'
import type { Raster } from '../raster.ts'
import { drawPhantom, type Phantom } from './draw-phantom.ts'

export interface PhantomsOptions {
  /** Number of pictures, half of them with patches (the odd one out is normal). */
  count: number
  /** Side of the square pictures in pixels, 224 by default. */
  size?: number
  seed?: number
}

/** A drawn sample. */
export interface PhantomSample extends Sample {
  label: 'covid' | 'normal'
  group: string
  source: 'phantom'
  /** The exact mask of the patches: 255 where one adds noticeable opacity; all 0 for `normal`. */
  mask: () => Promise<Raster>
  /** The mask of the lung fields. */
  lungMask: () => Promise<Raster>
  /** Draws the picture with everything known about it. */
  draw: () => Phantom
}

export interface PhantomDataset extends Dataset {
  samples: PhantomSample[]
}

/**
 * Chest X-rays drawn on demand: `load()` draws the picture, a few milliseconds at 128 pixels. Labels are `covid` (class 0) and
 * `normal` (class 1) in turn. Of three pictures of a class two show the same patient, whom `group` names. The pictures of a
 * pair (one of each class) share position, exposure and film, so that these cannot tell the classes apart.
 *
 * @throws {ConvlensDataError} where `count` is not a whole number of at least 2
 * @example
 * const dataset = phantoms({ count: 600, size: 128, seed: 7 })
 */
export function phantoms({ count, size = 224, seed = 0 }: PhantomsOptions): PhantomDataset {
  if (!Number.isInteger(count) || count < 2)
    throw new ConvlensDataError('count', count, `count: ${count} given, expected a whole number of at least 2`)
  const samples = Array.from({ length: count }, (_, i): PhantomSample => {
    const label = i % 2 === 0 && i + 1 < count ? 'covid' : 'normal'
    const pair = Math.floor(i / 2)
    const number = String(pair + 1).padStart(4, '0')
    const patient = `${seed}/${label}/${Math.floor((2 * pair) / 3)}`
    const draw = (): Phantom =>
      drawPhantom({ label, seed: `${seed}/${label}/${pair}`, patient, view: `${seed}/${pair}`, size })
    return {
      id: `phantom/${seed}/${label}-${number}`,
      label,
      group: `phantom/${patient}`,
      source: 'phantom',
      load: async () => draw().raster,
      mask: async () => draw().mask,
      lungMask: async () => draw().lungMask,
      draw,
    }
  })
  return { ...createDataset(samples, ['covid', 'normal']), samples }
}
