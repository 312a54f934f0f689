/** PNG pixels: undo the line filters, the interlacing, the packing and the palette (ISO/IEC 15948, clauses 8, 9 and 11). */
import type { Raster } from '../raster.ts'
import { DecodeError } from './decode-error.ts'

export interface PngHeader {
  width: number
  height: number
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGB + alpha. */
  colourType: number
  interlaced: boolean
}

/** One pass over the picture: first column and row, steps. */
type Pass = readonly [x: number, y: number, dx: number, dy: number]

const onePass: Pass[] = [[0, 0, 1, 1]]
const adam7: Pass[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
]

const samplesPerPixel = (colourType: number): 1 | 2 | 3 | 4 =>
  colourType === 2 ? 3 : colourType === 4 ? 2 : colourType === 6 ? 4 : 1

function passes({ width, height, depth, colourType, interlaced }: PngHeader) {
  return (interlaced ? adam7 : onePass)
    .map(([x, y, dx, dy]) => {
      const columns = Math.ceil((width - x) / dx)
      const rows = Math.ceil((height - y) / dy)
      return { x, y, dx, dy, columns, rows, lineBytes: Math.ceil((columns * depth * samplesPerPixel(colourType)) / 8) }
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
}

/** How many bytes the filtered lines take before compression. */
export function filteredSize(header: PngHeader): number {
  return passes(header).reduce((sum, { rows, lineBytes }) => sum + rows * (lineBytes + 1), 0)
}

/** Turns filtered lines into a raster. `filtered` is changed. */
export function unpackPixels(
  header: PngHeader,
  filtered: Uint8Array,
  palette: Uint8Array | undefined,
  transparency: Uint8Array | undefined,
): Raster {
  const { width, height, depth, colourType } = header
  const samples = samplesPerPixel(colourType)
  const plain = depth === 16 ? new Uint16Array(width * height * samples) : new Uint8Array(width * height * samples)
  const pixelBytes = Math.max(1, (depth * samples) / 8)
  let start = 0
  for (const { x, y, dx, dy, columns, rows, lineBytes } of passes(header)) {
    for (let row = 0; row < rows; row++) {
      const line = filtered.subarray(start + 1, start + 1 + lineBytes)
      const above = row === 0 ? undefined : filtered.subarray(start - lineBytes, start)
      unfilter(filtered[start]!, line, above, pixelBytes)
      const first = ((y + row * dy) * width + x) * samples
      copyLine(line, plain, first, columns, samples, dx * samples, depth)
      start += lineBytes + 1
    }
  }
  if (colourType === 3) return applyPalette(plain as Uint8Array, width, height, palette!, transparency)
  const data = transparency !== undefined && samples % 2 === 1 ? addAlpha(plain, samples, depth, transparency) : plain
  if (depth < 8) spread(data as Uint8Array, depth)
  return {
    width,
    height,
    channels: (data === plain ? samples : samples + 1) as Raster['channels'],
    bitDepth: depth === 16 ? 16 : 8,
    data,
  }
}

/** Adds back what the filter took away (clause 9.2). */
function unfilter(type: number, line: Uint8Array, above: Uint8Array | undefined, pixelBytes: number): void {
  const n = line.length
  if (type === 0 || (type === 2 && above === undefined)) return
  if (type === 1 || (type === 4 && above === undefined)) {
    for (let i = pixelBytes; i < n; i++) line[i] = line[i]! + line[i - pixelBytes]!
  } else if (type === 2) {
    for (let i = 0; i < n; i++) line[i] = line[i]! + above![i]!
  } else if (type === 3) {
    for (let i = 0; i < n; i++)
      line[i] = line[i]! + (((i < pixelBytes ? 0 : line[i - pixelBytes]!) + (above?.[i] ?? 0)) >> 1)
  } else if (type === 4) {
    for (let i = 0; i < n; i++) {
      const a = i < pixelBytes ? 0 : line[i - pixelBytes]!
      const b = above![i]!
      const c = i < pixelBytes ? 0 : above![i - pixelBytes]!
      const pa = Math.abs(b - c)
      const pb = Math.abs(a - c)
      const pc = Math.abs(a + b - 2 * c)
      line[i] = line[i]! + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c)
    }
  } else throw new DecodeError('corrupt', `damaged PNG: line filter ${type} does not exist`, 'png')
}

/** Writes one line's samples to their places; samples of fewer than 8 bits stay as they are. */
function copyLine(
  line: Uint8Array,
  out: Uint8Array | Uint16Array,
  first: number,
  columns: number,
  samples: number,
  step: number,
  depth: number,
): void {
  if (depth === 8 && step === samples) {
    out.set(line, first)
    return
  }
  const mask = 2 ** depth - 1
  for (let column = 0, at = first, i = 0; column < columns; column++, at += step)
    for (let s = 0; s < samples; s++, i++) {
      if (depth === 8) out[at + s] = line[i]!
      else if (depth === 16) out[at + s] = (line[2 * i]! << 8) | line[2 * i + 1]!
      else out[at + s] = (line[(i * depth) >> 3]! >> (8 - depth - ((i * depth) & 7))) & mask
    }
}

/** Alpha for grey and RGB: transparent is the one colour that tRNS names (clause 11.3.2). */
function addAlpha(
  plain: Uint8Array | Uint16Array,
  samples: number,
  depth: number,
  transparency: Uint8Array,
): Uint8Array | Uint16Array {
  const clear = Array.from(
    { length: samples },
    (_, s) => ((transparency[2 * s] ?? 0) << 8) | (transparency[2 * s + 1] ?? 0),
  )
  const pixels = plain.length / samples
  const out = depth === 16 ? new Uint16Array(pixels * (samples + 1)) : new Uint8Array(pixels * (samples + 1))
  const opaque = 2 ** depth - 1
  for (let p = 0; p < pixels; p++) {
    let transparent = true
    for (let s = 0; s < samples; s++) {
      const value = plain[p * samples + s]!
      out[p * (samples + 1) + s] = value
      transparent &&= value === clear[s]
    }
    out[p * (samples + 1) + samples] = transparent ? 0 : opaque
  }
  return out
}

/** Spreads 1, 2 or 4 bits over 0..255 (clause 13.12: 255 / (2^depth - 1) is whole for these). */
function spread(data: Uint8Array, depth: number): void {
  const factor = 255 / (2 ** depth - 1)
  for (let i = 0; i < data.length; i++) data[i] = data[i]! * factor
}

function applyPalette(
  indices: Uint8Array,
  width: number,
  height: number,
  palette: Uint8Array,
  transparency: Uint8Array | undefined,
): Raster {
  const channels = transparency === undefined ? 3 : 4
  const colours = palette.length / 3
  const data = new Uint8Array(indices.length * channels)
  for (let p = 0; p < indices.length; p++) {
    const index = indices[p]!
    if (index >= colours)
      throw new DecodeError('corrupt', `damaged PNG: colour ${index} of a palette of ${colours}`, 'png')
    for (let s = 0; s < 3; s++) data[p * channels + s] = palette[index * 3 + s]!
    if (transparency !== undefined) data[p * 4 + 3] = transparency[index] ?? 255
  }
  return { width, height, channels, bitDepth: 8, data }
}
