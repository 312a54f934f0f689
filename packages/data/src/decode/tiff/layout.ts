/** What a TIFF directory says about its pixels (TIFF 6.0, sections 3 to 8, 14, 15, 18). */
import { checkSize } from '../limits.ts'
import type { DecodeLimits } from '../limits.ts'
import { corruptTiff, unsupportedTiff } from './corrupt.ts'
import type { Directory } from './directory.ts'

export interface Layout {
  width: number
  height: number
  /** Bits a sample. */
  bits: 1 | 2 | 4 | 8 | 16
  /** Samples a pixel, further ones than grey or RGB included. */
  samples: number
  colour: 'white-is-zero' | 'grey' | 'rgb' | 'palette'
  alpha: 'none' | 'straight' | 'premultiplied'
  packing: 'none' | 'lzw' | 'deflate' | 'packbits'
  differences: boolean
  /** Whether each sample has its own blocks. */
  planar: boolean
  /** 1 to 8, as EXIF's. */
  orientation: number
  /** Size of a strip or tile. */
  blockWidth: number
  blockHeight: number
  /** Whether blocks at the edges are whole, with padding: tiles are. */
  tiled: boolean
  offsets: number[]
  sizes: number[]
}

const colours = ['white-is-zero', 'grey', 'rgb', 'palette'] as const
const packings: Record<number, Layout['packing']> = {
  1: 'none',
  5: 'lzw',
  8: 'deflate',
  32946: 'deflate',
  32773: 'packbits',
}
const refused: Record<number, string> = {
  2: 'fax',
  3: 'fax',
  4: 'fax',
  6: 'old JPEG',
  7: 'JPEG',
  34925: 'LZMA',
  50000: 'Zstandard',
}

/** Most strips or tiles: each costs time of its own, however small it is. */
const mostBlocks = 2 ** 16

/** @throws {DecodeError} `corrupt`, `unsupported` or `too-large` */
export function readLayout(directory: Directory, limits: DecodeLimits): Layout {
  const { numbers } = directory
  const first = (tag: number, otherwise: number): number => numbers(tag)[0] ?? otherwise
  const width = first(256, 0)
  const height = first(257, 0)
  checkSize(width, height, limits, 'tiff')
  const samples = first(277, 1)
  const depths = numbers(258)
  const bits = depths[0] ?? 1
  if (![1, 2, 4, 8, 16].includes(bits) || depths.some((depth) => depth !== bits))
    throw unsupportedTiff(`${depths.join(', ')} bits a sample`)
  const colour = colours[first(262, 1)]
  const base = colour === 'rgb' ? 3 : 1
  if (colour === undefined) throw unsupportedTiff(`the photometric interpretation ${first(262, 1)}`)
  if (samples < base || samples > 8 || (bits < 8 && samples > 1))
    throw unsupportedTiff(`${samples} samples a pixel of ${bits} bits`)
  if (numbers(339).some((format) => format !== 1)) throw unsupportedTiff('signed or floating-point samples')
  const compression = first(259, 1)
  const packing = packings[compression]
  if (packing === undefined) throw unsupportedTiff(`${refused[compression] ?? compression} compression`)
  const predictor = first(317, 1)
  if (predictor > 2 || (predictor === 2 && bits < 8))
    throw unsupportedTiff(`the predictor ${predictor} of ${bits} bits`)
  if (first(266, 1) !== 1) throw unsupportedTiff('bits in reverse order')
  const extra = samples > base && colour !== 'palette' ? first(338, 0) : 0
  const tiled = numbers(322).length > 0
  const blockWidth = tiled ? first(322, 0) : width
  const blockHeight = tiled ? first(323, 0) : Math.min(height, first(278, height))
  checkSize(blockWidth, blockHeight, limits, 'tiff')
  const planar = first(284, 1) === 2 && samples > 1
  const blocks = Math.ceil(width / blockWidth) * Math.ceil(height / blockHeight) * (planar ? samples : 1)
  if (blocks > mostBlocks) throw unsupportedTiff(`${blocks} strips or tiles`)
  const offsets = numbers(tiled ? 324 : 273)
  const sizes = numbers(tiled ? 325 : 279)
  const fileSize = directory.view.byteLength
  // Files of one strip may leave its size out.
  if (sizes.length === 0 && blocks === 1) sizes.push(fileSize)
  if (offsets.length < blocks || sizes.length < blocks)
    throw corruptTiff(`${Math.min(offsets.length, sizes.length)} strips or tiles are listed, expected ${blocks}`)
  const total = sizes.slice(0, blocks).reduce((sum, size) => sum + Math.min(size, fileSize), 0)
  if (total > 2 * fileSize) throw corruptTiff('its strips or tiles take more than the file')
  return {
    width,
    height,
    bits: bits as Layout['bits'],
    samples,
    colour,
    packing,
    planar,
    tiled,
    blockWidth,
    blockHeight,
    offsets,
    sizes,
    alpha: extra === 1 ? 'premultiplied' : extra === 2 ? 'straight' : 'none',
    differences: predictor === 2,
    orientation: first(274, 1),
  }
}
