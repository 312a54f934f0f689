/** Colour maps as functions of a number from 0 to 1. */
import { coolwarmTable, tables } from './colormap-tables.ts'

/**
 * The tables of matplotlib, 256 steps each, to the bit.
 *
 * - `viridis`: even steps of brightness, readable without colour vision and in grey print; the default
 * - `magma`, `inferno`: as even, from black to near white
 * - `cividis`: even, and looks the same with and without red-green blindness
 * - `turbo`: all colours of the rainbow, smoother than jet; more contrast, but brightness rises and falls
 * - `jet`: for comparison with older papers only. Its bands of cyan and yellow suggest edges that are not in the map,
 *   its ends are equally dark, and people with red-green blindness confuse high with middle values
 */
export type ColormapName = 'viridis' | 'magma' | 'inferno' | 'cividis' | 'turbo' | 'jet'

/** Red, green and blue, 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** A colour map: 0..1 to a colour. Values beyond get the end colours. */
export type Colormap = (value: number) => Rgb

/** The names of all colour maps, as a menu offers them. */
export const colormapNames: readonly ColormapName[] = ['viridis', 'magma', 'inferno', 'cividis', 'turbo', 'jet']

const unpacked: Partial<Record<ColormapName, Uint8Array>> = {}

/**
 * A colour map of 256 steps. Values beyond 0 and 1 get the end colours.
 *
 * @throws RangeError for an unknown name, and later for NaN
 * @example
 * colormap('viridis')(0) // [68, 1, 84]
 */
export function colormap(name: ColormapName): Colormap {
  const table = colourTable(name)
  return (value) => colourOf(table, value)
}

let unpackedCoolwarm: Uint8Array | undefined

/**
 * The diverging colour map of matplotlib: blue, grey, red; for signed maps, see `centreSigned`. By K. Moreland.
 *
 * @example
 * overlay({ map: centreSigned(raw), shape }, pixels, { colormap: coolwarm, alphaBy: 'distance', alpha: 0.8 })
 */
export function coolwarm(value: number): Rgb {
  unpackedCoolwarm ??= unpack(coolwarmTable)
  return colourOf(unpackedCoolwarm, value)
}

function colourOf(table: Uint8Array, value: number): Rgb {
  if (Number.isNaN(value)) throw new RangeError('value: got NaN, expected a number from 0 to 1')
  const at = step(value) * 3
  return [table[at]!, table[at + 1]!, table[at + 2]!]
}

/** Which of the 256 colours a value has. As in matplotlib: bins of equal width, the last one closed. */
export function step(value: number): number {
  return Math.min(Math.max(Math.floor(value * 256), 0), 255)
}

/** 256 times red, green and blue; of a name unpacked at the first call, then kept: not to be written to. */
export function colourTable(name: ColormapName | Colormap): Uint8Array {
  if (typeof name === 'function') {
    const colours = Array.from({ length: 256 }, (_, i) => name((i + 0.5) / 256))
    return Uint8Array.from(colours.flat())
  }
  if (!Object.hasOwn(tables, name)) {
    throw new RangeError(`colormap: got '${name}', expected one of ${Object.keys(tables).join(', ')}`)
  }
  return (unpacked[name] ??= unpack(tables[name]))
}

/** The inverse of `encode` in golden/make-colormaps.py. */
function unpack(text: string): Uint8Array {
  const table = new Uint8Array(768)
  for (let channel = 0, next = 6; channel < 3; channel++) {
    let value = Number.parseInt(text.slice(channel * 2, channel * 2 + 2), 16)
    let slope = 0
    for (let i = channel; i < 768; i += 3) {
      slope += text.charCodeAt(next++) - 79
      table[i] = value += slope
    }
  }
  return table
}
