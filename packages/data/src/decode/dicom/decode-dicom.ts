/** One frame of a DICOM file to pixels. Nothing else of the file leaves: no name, no date, no identifier. */
import type { Raster } from '../../raster.ts'
import { DecodeError } from '../decode-error.ts'
import type { DecodeLimits } from '../limits.ts'
import { paletteToRgb, ybrToRgb } from './colour.ts'
import { corruptDicom } from './corrupt.ts'
import { checkDicomOptions } from './dicom-options.ts'
import type { DicomOptions, DicomWindow } from './dicom-options.ts'
import { describeImage, imageTagSet, toneElements } from './image-description.ts'
import type { ImageDescription } from './image-description.ts'
import { openDicom } from './open-dicom.ts'
import { packedSamples } from './packed-samples.ts'
import { nativeSamples } from './samples.ts'
import type { StoredSamples } from './samples.ts'
import { storedValue, toneCurve } from './tone.ts'
import { findElements } from './values.ts'
import type { Elements } from './values.ts'

/**
 * @returns grey (channels 1) or RGB, of 8 bits where at most 8 are stored, else of 16: black is 0, white is 255 or 65535
 * @throws {DecodeError} `corrupt`, `unsupported` or `too-large`
 * @throws {RangeError} for options that cannot be in any file
 */
export async function decodeDicom(
  bytes: Uint8Array,
  limits: DecodeLimits,
  options: DicomOptions = {},
): Promise<Raster> {
  const { frame, window } = checkDicomOptions(options)
  const { source, start, packing } = await openDicom(bytes, limits)
  const elements = findElements(source, start, source.bytes.length, imageTagSet)
  const image = describeImage(elements, limits)
  if (frame >= image.frames)
    throw new DecodeError(
      'unsupported',
      `dicom.frame: ${frame} given, expected less than ${image.frames}, the frames of the file`,
      'dicom',
    )
  const samples =
    packing === 'none'
      ? { ...nativeSamples(image, frame), photometric: image.photometric }
      : await packedSamples(image, packing, frame, limits)
  if (image.samples === 3) {
    if (samples.photometric.startsWith('YBR')) ybrToRgb(samples)
    return toRaster(image, 3, samples)
  }
  const value = storedValue({ stored: samples.bits, signed: image.signed })
  if (image.photometric === 'PALETTE COLOR') return toRaster(image, 3, paletteToRgb(samples, elements, value))
  return toRaster(image, 1, toGrey(image, toneElements(elements, frame), samples, window))
}

/** Through the tone curve, by a table where that is the shorter way. */
function toGrey(
  image: ImageDescription,
  elements: Elements,
  samples: StoredSamples,
  window: DicomWindow,
): StoredSamples {
  const { values, bits } = samples
  const value = storedValue({ stored: bits, signed: image.signed })
  const curve = toneCurve({ ...image, stored: bits }, elements, window, () => rangeOf(values, value))
  const deep = image.stored > 8
  const top = deep ? 65_535 : 255
  const grey = (pattern: number): number => Math.round(curve(value(pattern)) * top)
  const out = deep ? new Uint16Array(values.length) : new Uint8Array(values.length)
  if (values.length < 2 ** bits) for (let i = 0; i < values.length; i++) out[i] = grey(values[i]!)
  else {
    const table = Uint16Array.from({ length: 2 ** bits }, (_, pattern) => grey(pattern))
    for (let i = 0; i < values.length; i++) out[i] = table[values[i]!]!
  }
  return { values: out, bits: deep ? 16 : 8 }
}

function rangeOf(values: Uint8Array | Uint16Array, value: (pattern: number) => number): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < values.length; i++) {
    const stored = value(values[i]!)
    if (stored < low) low = stored
    if (stored > high) high = stored
  }
  return [low, high]
}

/** Values of any number of bits, spread over 8 or 16. */
function toRaster({ width, height }: ImageDescription, channels: 1 | 3, { values, bits }: StoredSamples): Raster {
  const bitDepth = bits > 8 ? 16 : 8
  const top = 2 ** bits - 1
  const full = 2 ** bitDepth - 1
  if (values.length !== width * height * channels) throw corruptDicom(`${values.length} samples came out`)
  let data = bitDepth === 16 ? Uint16Array.from(values) : Uint8Array.from(values)
  if (top !== full) data = data.map((stored) => Math.round((stored / top) * full)) as typeof data
  return { width, height, channels, bitDepth, data }
}
