/**
 * TFRecord framing, little-endian: length (uint64), masked CRC-32C of the length, the data, masked CRC-32C of the data
 * (tensorflow/core/lib/io/record_writer.h).
 */
import { maskedCrc32c } from './crc32c.ts'

const HEAD = 12
const FOOT = 4

/** One record with its frame. */
export function tfRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEAD + data.length + FOOT)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(data.length), true)
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true)
  record.set(data, HEAD)
  view.setUint32(HEAD + data.length, maskedCrc32c(data), true)
  return record
}

/** A record of a file: its data, and the frame around it as it stands there. */
export interface FramedRecord {
  data: Uint8Array
  framed: Uint8Array
}

/** The records of a file up to its end or the first that is torn or damaged; all are views of `bytes`. */
export function parseTfRecords(bytes: Uint8Array): FramedRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: FramedRecord[] = []
  let at = 0
  while (at + HEAD + FOOT <= bytes.length) {
    const length = Number(view.getBigUint64(at, true))
    const end = at + HEAD + length
    if (view.getUint32(at + 8, true) !== maskedCrc32c(bytes.subarray(at, at + 8)) || end + FOOT > bytes.length) break
    const data = bytes.subarray(at + HEAD, end)
    if (view.getUint32(end, true) !== maskedCrc32c(data)) break
    records.push({ data, framed: bytes.subarray(at, end + FOOT) })
    at = end + FOOT
  }
  return records
}
