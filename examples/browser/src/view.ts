/** The picture as it is shown: as the network saw it, only finer. */
import { preprocess } from '@convlens/data'
import type { PreprocessSpec, Raster } from '@convlens/data'
import type { Pixels } from '@convlens/grad-cam'

/** Longer side of the shown picture: sharp on a phone, and quick to colour anew while a slider moves. */
const LONGEST = 720

/**
 * Resized by the very function that prepares the network's input, with the same fit, so that the map covers exactly
 * what is shown: the whole picture where the network's input was stretched, else its padded or cropped square.
 */
export function viewOf(raster: Raster, spec: PreprocessSpec): Pixels {
  const like = spec.fit === 'stretch' ? raster : spec
  const scale = Math.min(1, LONGEST / Math.max(like.width, like.height))
  const enlarged = spec.fit === 'stretch' ? scale : LONGEST / Math.max(like.width, like.height)
  const width = Math.max(1, Math.round(like.width * enlarged))
  const height = Math.max(1, Math.round(like.height * enlarged))
  const channels = raster.channels < 3 ? 1 : 3
  const values = preprocess(raster, { version: 1, width, height, channels, fit: spec.fit, scaling: 'unit' })
  return { width, height, channels, data: Uint8ClampedArray.from(values, (value) => value * 255) }
}
