/** Windows bitmaps: uncompressed, 1 to 32 bits a pixel, as the headers BITMAPCOREHEADER to BITMAPV5HEADER describe them. */
import type { Raster } from '../raster.ts'
import { DecodeError } from './decode-error.ts'
import { checkSize } from './limits.ts'
import type { DecodeLimits } from './limits.ts'

interface Bitmap {
  width: number
  height: number
  /** Whether the first line is the top one; usually it is the lowest. */
  topDown: boolean
  bits: number
  /** Red, green and blue of each entry, of pictures of up to 8 bits. */
  palette: Uint8Array
  /** Which bits are red, green, blue and alpha, of 16 and 32 bits; 0 where there is none. */
  masks: number[]
}

/** @throws {DecodeError} `corrupt`, `too-large` or `unsupported` (run lengths, JPEG or PNG inside) */
export async function decodeBmp(bytes: Uint8Array, limits: DecodeLimits): Promise<Raster> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const bitmap = readHeader(bytes, view)
  const { width, height, topDown, bits, palette, masks } = bitmap
  checkSize(width, height, limits, 'bmp')
  const start = view.getUint32(10, true)
  const line = Math.ceil((width * bits) / 32) * 4
  if (start + line * height > bytes.length)
    throw corrupt(`its pixels take ${line * height} bytes, of which ${Math.max(0, bytes.length - start)} are there`)
  const grey = palette.length > 0 && isGrey(palette)
  const channels = grey ? 1 : masks[3] ? 4 : 3
  const data = new Uint8Array(width * height * channels)
  const fields = masks.slice(0, channels).map(field)
  for (let y = 0, o = 0; y < height; y++) {
    const row = start + (topDown ? y : height - 1 - y) * line
    for (let x = 0; x < width; x++) {
      if (bits <= 8) {
        const index = (bytes[row + ((x * bits) >> 3)]! >> (8 - bits - ((x * bits) & 7))) & (2 ** bits - 1)
        if (3 * index >= palette.length) throw corrupt(`its palette has no colour ${index}`)
        for (let c = 0; c < channels; c++) data[o++] = palette[3 * index + c]!
      } else if (bits === 24) for (let c = 2; c >= 0; c--) data[o++] = bytes[row + 3 * x + c]!
      else {
        const pixel = bits === 16 ? view.getUint16(row + 2 * x, true) : view.getUint32(row + 4 * x, true)
        for (const read of fields) data[o++] = read(pixel)
      }
    }
  }
  return { width, height, channels, bitDepth: 8, data }
}

function readHeader(bytes: Uint8Array, view: DataView): Bitmap {
  if (bytes.length < 26) throw corrupt('the file ends within its header')
  const size = view.getUint32(14, true)
  const old = size === 12
  if ((!old && size < 40) || 14 + size > bytes.length) throw corrupt(`its header says that it has ${size} bytes`)
  const bits = view.getUint16(old ? 24 : 28, true)
  const packing = old ? 0 : view.getUint32(30, true)
  const fields = packing === 3 || packing === 6
  if (packing !== 0 && !fields)
    throw new DecodeError('unsupported', `BMP with the compression ${packing} is not decoded: convert it to PNG`, 'bmp')
  if (![1, 4, 8, 16, 24, 32].includes(bits) || (fields && bits !== 16 && bits !== 32))
    throw corrupt(`its header says ${bits} bits a pixel`)
  const signedHeight = old ? view.getUint16(20, true) : view.getInt32(22, true)
  const shape = {
    width: old ? view.getUint16(18, true) : view.getInt32(18, true),
    height: Math.abs(signedHeight),
    topDown: signedHeight < 0,
    bits,
  }
  const palette = bits <= 8 ? readPalette(bytes, view, 14 + size, old, bits) : new Uint8Array()
  return { ...shape, palette, masks: readMasks(view, bits, fields ? size : 0, packing === 6) }
}

/** Blue, green, red and, in all but the oldest, a byte of nothing. */
function readPalette(bytes: Uint8Array, view: DataView, at: number, old: boolean, bits: number): Uint8Array {
  const step = old ? 3 : 4
  const said = old ? 0 : view.getUint32(46, true)
  const entries = said === 0 || said > 2 ** bits ? 2 ** bits : said
  // Old programs leave out what no pixel uses.
  const room = Math.floor((Math.min(view.getUint32(10, true), bytes.length) - at) / step)
  return Uint8Array.from(
    { length: 3 * Math.max(0, Math.min(entries, room)) },
    (_, i) => bytes[at + Math.floor(i / 3) * step + 2 - (i % 3)]!,
  )
}

function readMasks(view: DataView, bits: number, size: number, alpha: boolean): number[] {
  if (size === 0) return bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0]
  const count = size >= 56 || alpha ? 4 : 3
  if (54 + 4 * count > view.byteLength) throw corrupt('the file ends within its header')
  const masks = Array.from({ length: count }, (_, i) => view.getUint32(54 + 4 * i, true))
  // One run of bits each.
  for (const mask of masks)
    if (mask !== 0 && !/^1+0*$/.test(mask.toString(2))) throw corrupt(`the mask ${mask.toString(16)} is in pieces`)
  return masks
}

/** Reads one colour of a pixel, spread to 0-255. */
function field(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0
  const shift = 31 - Math.clz32(mask & -mask)
  const top = mask >>> shift
  return (pixel) => Math.round((((pixel & mask) >>> shift) / top) * 255)
}

function isGrey(palette: Uint8Array): boolean {
  for (let i = 0; i < palette.length; i += 3)
    if (palette[i] !== palette[i + 1] || palette[i] !== palette[i + 2]) return false
  return true
}

function corrupt(what: string): DecodeError {
  return new DecodeError('corrupt', `damaged BMP: ${what}`, 'bmp')
}
