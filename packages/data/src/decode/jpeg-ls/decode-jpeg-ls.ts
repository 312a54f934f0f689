/** JPEG-LS (ITU-T T.87), lossless and near-lossless, 2 to 16 bits: the markers around its scans. */
import type { LosslessPicture } from '../jpeg-lossless.ts'
import { parametersOf } from './parameters.ts'
import type { Presets } from './parameters.ts'
import { decodeScan } from './scan.ts'

interface Frame {
  picture: LosslessPicture
  ids: number[]
  filled: boolean[]
}

/**
 * @param check is told width, height, components and bits as soon as they are known, and may throw
 * @throws {Error} in one clause where the file is damaged or uses what no medical file does: palettes, restarts, HP's colours
 */
export function decodeJpegLs(
  bytes: Uint8Array,
  check: (width: number, height: number, components: number, precision: number) => void,
): LosslessPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const presets: Presets = { maximum: 0, thresholds: [0, 0, 0], reset: 0 }
  let frame: Frame | undefined
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!
    if (bytes[at] !== 0xff || marker < 0x80 || marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9) break
    const end = at + 2 + view.getUint16(at + 2)
    if (end < at + 4 || end > bytes.length) throw new Error('a segment is cut off')
    const body = bytes.subarray(at + 4, end)
    at = end
    if (marker === 0xf7 && frame === undefined) frame = readFrame(body, check)
    else if (marker === 0xf8) readPresets(body, presets)
    else if (marker === 0xe8 && String.fromCharCode(...body.subarray(0, 4)) === 'mrfx' && body[4] !== 0)
      throw new Error('its colours are transformed as by HP')
    else if (marker === 0xdd && body.some((value) => value !== 0)) throw new Error('it has restarts')
    else if (marker === 0xda) {
      if (frame === undefined) throw new Error('pixels come before the frame header')
      at = readScan(bytes, body, at, frame, presets)
      if (frame.filled.every(Boolean)) return frame.picture
    } else if (marker >= 0xc0 && marker <= 0xcf) throw new Error('it is JPEG of another kind')
  }
  throw new Error('it ends before all pixels have come')
}

function readFrame(body: Uint8Array, check: Parameters<typeof decodeJpegLs>[1]): Frame {
  const components = body[5] ?? 0
  const precision = body[0] ?? 0
  const height = (body[1]! << 8) | body[2]!
  const width = (body[3]! << 8) | body[4]!
  if (components < 1 || components > 4 || body.length < 6 + 3 * components || precision < 2 || precision > 16)
    throw new Error('its frame header is damaged')
  if (width === 0 || height === 0) throw new Error('its frame header is damaged')
  const ids = Array.from({ length: components }, (_, i) => body[6 + 3 * i]!)
  if (ids.some((_, i) => body[7 + 3 * i] !== 0x11)) throw new Error('its components differ in size')
  check(width, height, components, precision)
  const data = new Uint16Array(width * height * components)
  return { picture: { width, height, components, precision, data }, ids, filled: ids.map(() => false) }
}

/** LSE (C.2.4.1): only that of the coding parameters. */
function readPresets(body: Uint8Array, presets: Presets): void {
  if (body[0] !== 1 || body.length < 11) throw new Error('it has palettes or sides of more than 65535')
  const number = (i: number): number => (body[1 + 2 * i]! << 8) | body[2 + 2 * i]!
  presets.maximum = number(0)
  presets.thresholds = [number(1), number(2), number(3)]
  presets.reset = number(4)
}

/** @returns the byte after the scan */
function readScan(bytes: Uint8Array, body: Uint8Array, start: number, frame: Frame, presets: Presets): number {
  const count = body[0] ?? 0
  if (count < 1 || count > 4 || body.length < 4 + 2 * count) throw new Error('a scan header is damaged')
  const components = Array.from({ length: count }, (_, i) => {
    const index = frame.ids.indexOf(body[1 + 2 * i]!)
    if (index < 0 || frame.filled[index]) throw new Error('a scan names a component that is not there, or twice')
    if (body[2 + 2 * i] !== 0) throw new Error('it has palettes')
    frame.filled[index] = true
    return index
  })
  const interleave = body[2 + 2 * count]!
  if (interleave > 2 || (interleave === 0) !== (count === 1) || body[3 + 2 * count] !== 0)
    throw new Error('a scan header is damaged')
  const { width, height, components: step, precision, data } = frame.picture
  const layout = { width, height, step, components, together: interleave === 2 }
  return decodeScan(bytes, start, data, layout, parametersOf(precision, body[1 + 2 * count]!, presets))
}
