/** The first picture of a TIFF file. */
import type { Raster } from '../../raster.ts'
import type { DecodeLimits } from '../limits.ts'
import { orient } from '../orient.ts'
import { corruptTiff, unsupportedTiff } from './corrupt.ts'
import { readDirectory } from './directory.ts'
import type { Directory } from './directory.ts'
import { readLayout } from './layout.ts'
import type { Layout } from './layout.ts'
import { unpackBlock } from './unpack.ts'

type Samples = Uint8Array | Uint16Array

/** @throws {DecodeError} `corrupt`, `too-large` or `unsupported` */
export async function decodeTiff(bytes: Uint8Array, limits: DecodeLimits): Promise<Raster> {
  const directory = readDirectory(bytes)
  const layout = readLayout(directory, limits)
  const samples = await readSamples(bytes, directory, layout)
  return orient(toRaster(layout, samples, directory), layout.orientation)
}

/** All samples, interleaved, of as many bits as the file says. */
async function readSamples(bytes: Uint8Array, { little }: Directory, layout: Layout): Promise<Samples> {
  const { width, height, bits, samples, planar, tiled, blockWidth, blockHeight, offsets, sizes } = layout
  const out = new (bits === 16 ? Uint16Array : Uint8Array)(width * height * samples)
  const perPixel = planar ? 1 : samples
  const line = Math.ceil((blockWidth * perPixel * bits) / 8)
  let block = 0
  for (let plane = 0; plane < (planar ? samples : 1); plane++)
    for (let top = 0; top < height; top += blockHeight)
      for (let left = 0; left < width; left += blockWidth, block++) {
        const rows = Math.min(blockHeight, height - top)
        const packed = bytes.subarray(offsets[block]!, offsets[block]! + sizes[block]!)
        const unpacked = await unpackBlock(packed, line * (tiled ? blockHeight : rows), layout.packing)
        const read = reader(unpacked, bits, little)
        const columns = Math.min(blockWidth, width - left)
        for (let y = 0; y < rows; y++)
          for (let c = 0; c < perPixel; c++) {
            let before = 0
            let to = ((top + y) * width + left) * samples + plane + c
            for (let x = 0; x < columns; x++, to += samples) {
              const value = read(y * line, x * perPixel + c)
              out[to] = before = layout.differences ? (value + before) & (2 ** bits - 1) : value
            }
          }
      }
  return out
}

/** Reads the sample `index` of the line that starts at byte `at`. */
function reader(bytes: Uint8Array, bits: number, little: boolean): (at: number, index: number) => number {
  if (bits === 8) return (at, index) => bytes[at + index]!
  if (bits === 16) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return (at, index) => view.getUint16(at + 2 * index, little)
  }
  const mask = 2 ** bits - 1
  return (at, index) => (bytes[at + ((index * bits) >> 3)]! >> (8 - bits - ((index * bits) & 7))) & mask
}

function toRaster(layout: Layout, samples: Samples, directory: Directory): Raster {
  const { width, height, bits, colour, alpha, samples: stored } = layout
  if (colour === 'palette') return throughPalette(layout, samples, directory)
  const bitDepth = bits === 16 ? 16 : 8
  const top = 2 ** bits - 1
  const full = 2 ** bitDepth - 1
  const base = colour === 'rgb' ? 3 : 1
  const channels = (base + (alpha === 'none' ? 0 : 1)) as Raster['channels']
  const data = new (bitDepth === 16 ? Uint16Array : Uint8Array)(width * height * channels)
  for (let from = 0, o = 0; from < samples.length; from += stored) {
    const opacity = alpha === 'none' ? top : samples[from + base]!
    for (let c = 0; c < base; c++) {
      let value = samples[from + c]! * (full / top)
      if (colour === 'white-is-zero') value = full - value
      data[o++] = alpha === 'premultiplied' && opacity > 0 ? Math.min(full, Math.round((value * top) / opacity)) : value
    }
    if (alpha !== 'none') data[o++] = opacity
  }
  return { width, height, channels, bitDepth, data }
}

/** Palettes have 16 bits a colour; those whose low bytes repeat or lack the high ones are 8-bit ones. */
function throughPalette(
  { width, height, bits, samples: stored }: Layout,
  samples: Samples,
  directory: Directory,
): Raster {
  const palette = directory.numbers(320)
  const entries = 2 ** bits
  if (bits === 16) throw unsupportedTiff('a palette of 16 bits')
  if (palette.length < 3 * entries)
    throw corruptTiff(`its palette has ${palette.length} values, expected ${3 * entries}`)
  // Some programs write bytes where words belong.
  const shift = palette.some((value) => value > 255) ? 8 : 0
  const data = new Uint8Array(width * height * 3)
  for (let from = 0, o = 0; from < samples.length; from += stored)
    for (let c = 0; c < 3; c++) data[o++] = palette[c * entries + samples[from]!]! >> shift
  return { width, height, channels: 3, bitDepth: 8, data }
}
