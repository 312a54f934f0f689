/** A dataset from pictures that are in memory already. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset } from '../dataset.ts'
import { assertRaster } from '../raster.ts'
import type { Raster } from '../raster.ts'
import { makeSample } from './make-sample.ts'

/** Pictures of one size one after the other, as a NumPy array `[n, height, width, channels]` or `[n, height, width]` lies in memory. */
export interface PictureStack {
  /** 8-bit values (0-255) or 16-bit ones (0-65535). */
  data: Uint8Array | Uint16Array
  shape: readonly [n: number, height: number, width: number, channels?: number]
}

export interface FromArraysOptions {
  /** Ids of the pictures; `0`, `1`, ... by default. */
  ids?: readonly string[]
  splits?: readonly (string | undefined)[]
  groups?: readonly (string | undefined)[]
  sources?: readonly (string | undefined)[]
  masks?: readonly (Raster | undefined)[]
  /** Class names in the order of their indices; by default those that occur, alphabetically. */
  classes?: readonly string[]
}

/**
 * A dataset of pictures in memory. They are used as they are, not copied.
 *
 * @param pictures rasters, or one array with all of them
 * @param labels the class of each picture
 * @throws {ConvlensDataError} where lengths differ or an id stands twice
 * @throws {RangeError} where a raster is not what it says
 *
 * @example
 * const stack = { data: new Uint8Array(2 * 28 * 28), shape: [2, 28, 28] } as const
 * const dataset = fromArrays(stack, ['covid', 'normal'], { groups: ['p1', 'p2'] })
 */
export function fromArrays(
  pictures: readonly Raster[] | PictureStack,
  labels: readonly string[],
  options: FromArraysOptions = {},
): Dataset {
  const rasters = 'shape' in pictures ? unstack(pictures) : pictures
  for (const raster of rasters) assertRaster(raster)
  for (const [name, list] of Object.entries({ labels, ...options, classes: undefined }) as [
    string,
    readonly unknown[],
  ][])
    if (list !== undefined && list.length !== rasters.length)
      throw new ConvlensDataError(
        name,
        list.length,
        `${name}: ${list.length} given, expected ${rasters.length}, one for each picture`,
      )
  const { ids, splits, groups, sources, masks, classes } = options
  const samples = rasters.map((raster, i) => {
    const mask = masks?.[i]
    return makeSample(
      { id: ids?.[i] ?? String(i), label: labels[i]!, load: () => Promise.resolve(raster) },
      {
        split: splits?.[i],
        group: groups?.[i],
        source: sources?.[i],
        mask: mask === undefined ? undefined : () => Promise.resolve(mask),
      },
    )
  })
  return createDataset(samples, classes)
}

function unstack({ data, shape }: PictureStack): Raster[] {
  const [n, height, width, channels = 1] = shape
  const size = height * width * channels
  const whole = [n, height, width, channels].every((value) => Number.isInteger(value) && value >= 0)
  if (!whole || shape.length < 3 || shape.length > 4 || n * size !== data.length)
    throw new ConvlensDataError(
      'shape',
      shape,
      `shape: [${shape.join(', ')}] given for ${data.length} values, expected [n, height, width] or [n, height, width, channels] of as many`,
    )
  if (!(data instanceof Uint8Array || data instanceof Uint16Array))
    throw new ConvlensDataError(
      'data',
      (data as object).constructor.name,
      `data: a ${(data as object).constructor.name} given, expected a Uint8Array or a Uint16Array`,
    )
  return Array.from({ length: n }, (_, i) => ({
    width,
    height,
    channels: channels as Raster['channels'],
    bitDepth: data instanceof Uint16Array ? 16 : 8,
    data: data.subarray(i * size, (i + 1) * size),
  }))
}
