/** From decoded pixels to the numbers a model sees. */
import { writeChannels } from '../kernels/grey-in-three.ts'
import { assertRaster } from '../raster.ts'
import type { Raster } from '../raster.ts'
import { equalizeAdaptively } from './clahe.ts'
import { bilinearTaps, resizeRows } from './resize.ts'
import type { RowReader } from './resize.ts'
import { minMax, percentileWindow, standardise } from './scale-values.ts'
import type { PreprocessSpec } from './spec.ts'
import { validatePreprocessSpec } from './spec.ts'

/**
 * Turns a picture into the input of a model, in the order: divide by 255 (16 bit: 65535), lay alpha over black, RGB to grey by
 * ITU-R BT.601 (.299 R + .587 G + .114 B) where `channels` is 1, resize with antialiasing (as torchvision v2 and Pillow's
 * `BILINEAR`, but without rounding to bytes), `window`, `clahe`, scale, pad, repeat grey where `channels` is 3. Nothing is rounded
 * to bytes on the way: a picture of 16 bits keeps its depth.
 *
 * @returns `height * width * channels` values, row-major, channels last
 * @throws {RangeError} where the raster or the spec is not valid
 *
 * @example
 * const spec = { version: 1, width: 224, height: 224, channels: 3, fit: 'stretch', scaling: 'unit' } as const
 * const x = preprocess(await decodeImage(bytes), spec)
 */
export function preprocess(raster: Raster, spec: PreprocessSpec): Float32Array {
  const x = preprocessOnce(raster, spec)
  const values = spec.height * spec.width * spec.channels
  if (x.length === values) return x
  const out = new Float32Array(values)
  writeChannels(x, out)
  return out
}

/** The same, but of a grey picture for three channels only one. */
export function preprocessOnce(raster: Raster, spec: PreprocessSpec): Float32Array {
  assertRaster(raster)
  const checked = validatePreprocessSpec(spec)
  const { width, height, channels, fit } = checked
  const colour = raster.channels >= 3 && channels === 3
  const working = colour ? 3 : 1
  const { source, target } = place(raster.width, raster.height, width, height, fit)
  let resized = resizeRows(
    rowReader(raster, working),
    raster.width,
    working,
    bilinearTaps(raster.width, source.x, source.x + source.width, target.width),
    bilinearTaps(raster.height, source.y, source.y + source.height, target.height),
  )
  if (checked.version === 2) {
    const { window, clahe } = checked
    if (window !== undefined) percentileWindow(resized, window)
    if (clahe !== undefined) resized = equalizeAdaptively(resized, [target.height, target.width, working], clahe)
  }
  if (checked.scaling === 'standardise') standardise(resized)
  else if (checked.scaling === 'min-max') minMax(resized)
  if (target.width === width && target.height === height) return resized
  const out = new Float32Array(width * height * working)
  for (let y = 0; y < target.height; y++) {
    const from = y * target.width * working
    out.set(resized.subarray(from, from + target.width * working), ((y + target.y) * width + target.x) * working)
  }
  return out
}

interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** Which part of the picture goes to which part of the result. */
function place(
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
  fit: PreprocessSpec['fit'],
): { source: Box; target: Box } {
  const whole = { x: 0, y: 0, width, height }
  const full = { x: 0, y: 0, width: outWidth, height: outHeight }
  if (fit === 'stretch') return { source: whole, target: full }
  if (fit === 'crop') {
    const scale = Math.max(outWidth / width, outHeight / height)
    const source = { width: Math.min(width, outWidth / scale), height: Math.min(height, outHeight / scale) }
    return { source: { ...source, x: (width - source.width) / 2, y: (height - source.height) / 2 }, target: full }
  }
  const scale = Math.min(outWidth / width, outHeight / height)
  const target = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  return {
    source: whole,
    target: { ...target, x: Math.floor((outWidth - target.width) / 2), y: Math.floor((outHeight - target.height) / 2) },
  }
}

/** Delivers rows as floats in 0..1 with one channel or three. */
function rowReader({ width, channels, bitDepth, data }: Raster, working: 1 | 3): RowReader {
  const unit = 1 / (bitDepth === 16 ? 65_535 : 255)
  const alpha = channels === 2 || channels === 4
  const read = (y: number, row: Float32Array): void => {
    for (let x = 0, i = y * width * channels; x < width; x++, i += channels) {
      const factor = alpha ? unit * unit * data[i + channels - 1]! : unit
      if (working === 3) {
        row[3 * x] = data[i]! * factor
        row[3 * x + 1] = data[i + 1]! * factor
        row[3 * x + 2] = data[i + 2]! * factor
      } else
        row[x] = (channels >= 3 ? 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]! : data[i]!) * factor
    }
  }
  return channels === 1 && data instanceof Uint8Array ? { read, grey: { data, unit } } : { read }
}
