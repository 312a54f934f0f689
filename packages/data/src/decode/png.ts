/** PNG by `pngjs`, loaded when the first one comes, kept within bounds and brought back to the channels of the file. */
import type { Raster } from '../raster.ts'
import { inflate } from './inflate.ts'
import type { DecodeLimits } from './limits.ts'
import { corrupt, readChunks } from './png-chunks.ts'
import type { PngChunks } from './png-chunks.ts'
import { storePng, unpackedSize } from './png-stored.ts'

/** @throws {DecodeError} `corrupt`, `unsupported` or `too-large` */
export async function decodePng(bytes: Uint8Array, limits: DecodeLimits): Promise<Raster> {
  const chunks = readChunks(bytes, limits)
  const lines = await inflate(chunks.data, unpackedSize(chunks)).catch((error: unknown) => {
    throw corrupt(messageOf(error), error)
  })
  // The package's `imports` map: `pngjs` itself, or its browser build.
  const { PNG } = await import('#png')
  // The browser build carries a `Buffer` of its own and shows it nowhere else.
  const OwnBuffer = new PNG({ width: 1, height: 1 }).data.constructor as typeof Buffer
  const file = OwnBuffer.from(storePng(chunks.head, lines).buffer)
  try {
    const { data } = PNG.sync.read(file, { checkCRC: false, skipRescale: chunks.depth === 16 })
    return toRaster(chunks, data)
  } catch (error) {
    throw corrupt(`its pixels make no picture (${messageOf(error)})`, error)
  }
}

/** RGBA, to which pngjs expands everything, back to the file's channels; a palette becomes RGB, RGBA with tRNS. */
function toRaster(
  { width, height, depth, colourType, transparency }: PngChunks,
  rgba: Uint8Array | Uint16Array,
): Raster {
  const grey = colourType === 0 || colourType === 4
  const colours = grey ? 1 : 3
  const alpha = colourType >= 4 || transparency !== undefined
  const channels = (colours + (alpha ? 1 : 0)) as Raster['channels']
  const pixels = width * height
  const data = depth === 16 ? new Uint16Array(pixels * channels) : new Uint8Array(pixels * channels)
  for (let p = 0, from = 0, to = 0; p < pixels; p++, from += 4) {
    for (let s = 0; s < colours; s++) data[to++] = rgba[from + s]!
    if (alpha) data[to++] = rgba[from + 3]!
  }
  if (transparency !== undefined && (colourType === 0 || colourType === 2))
    restoreColour(data, colours, depth, transparency)
  return { width, height, channels, bitDepth: depth === 16 ? 16 : 8, data }
}

/** pngjs blackens what tRNS makes transparent in grey and RGB, so the one colour that tRNS names is put back (clause 11.3.2). */
function restoreColour(data: Uint8Array | Uint16Array, colours: number, depth: number, transparency: Uint8Array): void {
  const factor = depth < 8 ? 255 / (2 ** depth - 1) : 1
  const colour = Array.from(
    { length: colours },
    (_, s) => ((transparency[2 * s]! << 8) | transparency[2 * s + 1]!) * factor,
  )
  for (let at = 0; at < data.length; at += colours + 1) if (data[at + colours] === 0) data.set(colour, at)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
