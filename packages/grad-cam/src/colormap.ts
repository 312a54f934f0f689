/** Colour maps as functions of a number from 0 to 1. */
import { tables } from './colormap-tables.ts'

/**
 * `viridis`: even steps of brightness, readable without colour vision and in grey print; the default. `turbo`: more
 * contrast, even enough. `jet`: what older papers show; its bright bands suggest edges that are not there.
 */
export type ColormapName = 'viridis' | 'turbo' | 'jet'

/** Red, green and blue, 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** The names of all colour maps. */
export const colormapNames: readonly ColormapName[] = ['viridis', 'turbo', 'jet']

/**
 * A colour map of 256 steps. Values beyond 0 and 1 get the end colours.
 *
 * @throws RangeError for an unknown name, and later for NaN
 * @example
 * colormap('viridis')(0) // [68, 1, 84]
 */
export function colormap(name: ColormapName): (value: number) => Rgb {
  if (!colormapNames.includes(name))
    throw new RangeError(`colormap: got '${name}', expected one of ${colormapNames.join(', ')}`)
  const table = tables[name]
  const colours: Rgb[] = []
  for (let i = 0; i < table.length; i += 6) {
    const rgb = Number.parseInt(table.slice(i, i + 6), 16)
    colours.push([rgb >> 16, (rgb >> 8) & 255, rgb & 255])
  }
  return (value) => {
    if (Number.isNaN(value)) throw new RangeError('value: got NaN, expected a number from 0 to 1')
    // As matplotlib: 256 bins of equal width, the last one closed.
    return colours[Math.min(Math.max(Math.floor(value * 256), 0), 255)]!
  }
}
