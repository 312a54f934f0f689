/** A contact sheet: what a network would see of some pictures, draw after draw. */
import { extremes } from '../preprocess/scale-values.ts'
import type { Raster } from '../raster.ts'
import { applyAugmentation } from './augment.ts'
import { augmentationRandom, sampleAugmentation } from './augmentation.ts'
import type { Augmentation, DrawnAugmentation } from './augmentation.ts'

export interface ContactSheetOptions {
  /** Pixels between the pictures and around them; 4 by default. */
  gap?: number
  /** Grey level of the gaps, 0 to 255; 255 by default. */
  background?: number
  /** Values shown as black and white; `[0, 1]` by default. `undefined`: in each row, the extremes of its first picture. */
  range?: readonly [low: number, high: number] | undefined
}

export interface AugmentationSheetOptions extends ContactSheetOptions {
  /** Draws of each picture, 1 to 100; 6 by default. They are those of the epochs from `epoch` on, exactly as `loader` makes them. */
  draws?: number
  /** Root of all randomness; 0 by default. */
  seed?: number
  /** First epoch shown; 0 by default. */
  epoch?: number
}

/**
 * Pictures in rows, as a raster to write or to draw.
 *
 * @param rows preprocessed pictures of one shape, `h * w * c` values each, c 1 or 3; rows may have different lengths
 * @returns 8 bit, as many channels as the pictures
 * @throws {RangeError} where there is no picture or one has another shape
 */
export function contactSheet(
  rows: readonly (readonly Float32Array[])[],
  shape: readonly [height: number, width: number, channels: number],
  options: ContactSheetOptions = {},
): Raster {
  const { gap = 4, background = 255 } = options
  const [height, width, channels] = shape
  if (channels !== 1 && channels !== 3) throw new RangeError(`shape[2]: ${channels} given, expected 1 or 3 channels`)
  if (!Number.isInteger(gap) || gap < 0)
    throw new RangeError(`gap: ${gap} given, expected a whole number of at least 0`)
  if (!(background >= 0 && background <= 255))
    throw new RangeError(`background: ${background} given, expected a grey level from 0 to 255`)
  const columns = Math.max(0, ...rows.map((row) => row.length))
  if (columns === 0) throw new RangeError('rows: no picture given, expected at least one')
  const sheetWidth = gap + columns * (width + gap)
  const sheetHeight = gap + rows.length * (height + gap)
  const data = new Uint8Array(sheetWidth * sheetHeight * channels).fill(background)
  for (const [r, row] of rows.entries()) {
    const [low, high] = 'range' in options ? (options.range ?? extremes(row[0] ?? new Float32Array(1))) : [0, 1]
    const scale = high > low ? 255 / (high - low) : 0
    for (const [c, picture] of row.entries()) {
      if (picture.length !== height * width * channels)
        throw new RangeError(
          `rows[${r}][${c}]: ${picture.length} values given, expected ${height * width * channels} for the shape [${shape.join(', ')}]`,
        )
      for (let y = 0; y < height; y++) {
        const to = ((gap + r * (height + gap) + y) * sheetWidth + gap + c * (width + gap)) * channels
        for (let i = 0; i < width * channels; i++)
          data[to + i] = Math.round(Math.min(255, Math.max(0, (picture[y * width * channels + i]! - low) * scale)))
      }
    }
  }
  return { width: sheetWidth, height: sheetHeight, channels, bitDepth: 8, data }
}

/**
 * A sheet with a row for each picture: first itself, then what the first epochs of a training with this seed would make of it.
 *
 * @param pictures preprocessed; `id` is the sample's, which keys the draws
 * @returns the sheet and what was drawn, `draws` changes for each picture (`describeAugmentation` says them in words)
 * @throws {RangeError} where an option or the augmentation is wrong
 */
export function augmentationSheet(
  pictures: readonly { id: string; x: Float32Array }[],
  shape: readonly [height: number, width: number, channels: number],
  augmentation: Augmentation,
  options: AugmentationSheetOptions = {},
): { raster: Raster; drawn: DrawnAugmentation[][] } {
  const { draws = 6, seed = 0, epoch = 0, ...sheet } = options
  if (!Number.isInteger(draws) || draws < 1 || draws > 100)
    throw new RangeError(`draws: ${draws} given, expected a whole number from 1 to 100`)
  const drawn = pictures.map(({ id }) =>
    Array.from({ length: draws }, (_, i) => sampleAugmentation(augmentation, augmentationRandom(seed, epoch + i, id))),
  )
  const range = 'range' in sheet ? { range: sheet.range } : {}
  const rows = pictures.map(({ x }, p) => [x, ...drawn[p]!.map((one) => applyAugmentation(x, shape, one, range))])
  return { raster: contactSheet(rows, shape, sheet), drawn }
}
