/** Lossless JPEG (ITU-T T.81, annex H; process 14 of DICOM): Huffman-coded differences from a prediction, 2 to 16 bits. */
import { huffmanTable, JpegBits } from './jpeg-bits.ts'
import type { HuffmanTable } from './jpeg-bits.ts'

export interface LosslessPicture {
  width: number
  height: number
  components: number
  precision: number
  /** Row-major, components interleaved. */
  data: Uint16Array
}

interface Frame {
  picture: LosslessPicture
  /** Identifiers of the components. */
  ids: number[]
  /** Which components came in a scan. */
  filled: boolean[]
}

interface Scan {
  /** Index and table of each component. */
  components: { index: number; table: HuffmanTable }[]
  predictor: number
  shift: number
  /** Lines between two restarts; 0 where there are none. */
  restartLines: number
}

/**
 * @param check is told width, height, components and bits as soon as they are known, and may throw
 * @throws {Error} in one clause where the file is damaged or of another process
 */
export function decodeLosslessJpeg(
  bytes: Uint8Array,
  check: (width: number, height: number, components: number, precision: number) => void,
): LosslessPicture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tables: (HuffmanTable | undefined)[] = []
  let frame: Frame | undefined
  let interval = 0
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1]!
    if (bytes[at] !== 0xff || marker === 0xff || marker === 0) {
      at++
      continue
    }
    if (marker === 0xd9) break
    const body = bytes.subarray(at + 4, at + 2 + view.getUint16(at + 2))
    if (view.getUint16(at + 2) < 2 || at + 2 + view.getUint16(at + 2) > bytes.length)
      throw new Error('a segment is cut off')
    at += 2 + view.getUint16(at + 2)
    if (marker === 0xc4) readTables(body, tables)
    else if (marker === 0xdd) interval = ((body[0] ?? 0) << 8) | (body[1] ?? 0)
    else if (marker === 0xc3 && frame === undefined) frame = readFrame(body, check)
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8)
      throw new Error(`its frame header is ${marker.toString(16)}, expected one of c3`)
    else if (marker === 0xda) {
      if (frame === undefined) throw new Error('pixels come before the frame header')
      at = decodeScan(bytes, at, frame, readScan(body, frame, tables, interval))
      if (frame.filled.every(Boolean)) return frame.picture
    }
  }
  throw new Error('it ends before all pixels have come')
}

function readTables(body: Uint8Array, tables: (HuffmanTable | undefined)[]): void {
  for (let at = 0; at + 17 <= body.length;) {
    const counts = body.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (at + 17 + total > body.length) throw new Error('a Huffman table is cut off')
    const table = huffmanTable(counts, body.subarray(at + 17, at + 17 + total))
    if (table === undefined) throw new Error('a Huffman table has too many codes')
    tables[body[at]!] = table
    at += 17 + total
  }
}

function readFrame(body: Uint8Array, check: Parameters<typeof decodeLosslessJpeg>[1]): Frame {
  const components = body[5] ?? 0
  if (components < 1 || components > 4 || body.length < 6 + 3 * components)
    throw new Error('its frame header is damaged')
  const precision = body[0]!
  const height = (body[1]! << 8) | body[2]!
  const width = (body[3]! << 8) | body[4]!
  if (precision < 2 || precision > 16 || width === 0 || height === 0) throw new Error('its frame header is damaged')
  const ids = Array.from({ length: components }, (_, i) => body[6 + 3 * i]!)
  if (ids.some((_, i) => body[7 + 3 * i] !== 0x11)) throw new Error('its components differ in size')
  check(width, height, components, precision)
  const data = new Uint16Array(width * height * components)
  return { picture: { width, height, components, precision, data }, ids, filled: ids.map(() => false) }
}

function readScan(body: Uint8Array, frame: Frame, tables: (HuffmanTable | undefined)[], interval: number): Scan {
  const count = body[0] ?? 0
  if (count < 1 || count > 4 || body.length < 4 + 2 * count) throw new Error('a scan header is damaged')
  const components = Array.from({ length: count }, (_, i) => {
    const index = frame.ids.indexOf(body[1 + 2 * i]!)
    const table = tables[body[2 + 2 * i]! >> 4]
    if (index < 0 || table === undefined) throw new Error('a scan names a component or table that is not there')
    if (frame.filled[index]) throw new Error('a component comes twice')
    frame.filled[index] = true
    return { index, table }
  })
  const predictor = body[1 + 2 * count]!
  const shift = body[3 + 2 * count]! & 15
  if (predictor < 1 || predictor > 7 || shift >= frame.picture.precision) throw new Error('a scan header is damaged')
  const { width } = frame.picture
  if (interval % width !== 0) throw new Error('its restart interval is no whole number of lines')
  return { components, predictor, shift, restartLines: interval / width }
}

/** @returns the byte after the scan */
function decodeScan(bytes: Uint8Array, start: number, { picture }: Frame, scan: Scan): number {
  const { width, height, components: step, precision, data } = picture
  const { components, predictor, shift, restartLines } = scan
  const bits = new JpegBits(bytes, start)
  const line = width * step
  const middle = 2 ** (precision - shift - 1)
  for (let y = 0, row = 0; y < height; y++) {
    const fresh = restartLines > 0 ? y % restartLines === 0 : y === 0
    if (fresh && y > 0 && !bits.restart()) throw new Error('a restart marker is missing')
    for (let x = 0; x < width; x++, row += step)
      for (const { index, table } of components) {
        const i = row + index
        const size = bits.symbol(table)
        if (size < 0 || size > 16) throw new Error('its packed pixels are damaged')
        // 16 stands for 32768 alone (T.81, H.1.2.2).
        const difference = size === 16 ? 32_768 : bits.difference(size)
        let prediction = middle
        if (x > 0) prediction = fresh ? data[i - step]! : predict(predictor, data, i, step, line)
        else if (!fresh) prediction = data[i - line]!
        data[i] = prediction + difference
      }
    if (bits.overrun) throw new Error('its packed pixels end early')
  }
  if (shift > 0) for (const { index } of components) for (let i = index; i < data.length; i += step) data[i]! <<= shift
  return bits.at
}

/** T.81, table H.1: a is left, b above, c above left. */
function predict(predictor: number, data: Uint16Array, i: number, step: number, line: number): number {
  const a = data[i - step]!
  const b = data[i - line]!
  const c = data[i - line - step]!
  if (predictor === 1) return a
  if (predictor === 2) return b
  if (predictor === 3) return c
  if (predictor === 4) return a + b - c
  if (predictor === 5) return a + ((b - c) >> 1)
  if (predictor === 6) return b + ((a - c) >> 1)
  return (a + b) >> 1
}
