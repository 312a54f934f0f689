/** One picture read and looked at: what its file is and what its pixels are. */
import type { Sample } from '../dataset.ts'
import { DecodeError } from '../decode/decode-error.ts'
import { detectFormat } from '../decode/detect-format.ts'
import type { Raster } from '../raster.ts'
import { fingerprint } from './fingerprint.ts'
import type { Fingerprint } from './fingerprint.ts'
import { sha256 } from './sha256.ts'

/** What is kept of a picture; no pixels. */
export interface PictureFacts {
  /** SHA-256 of the file, or of size and pixels where there is no file. */
  hash?: string
  /** By content; `pixels` where there is no file. */
  format?: string
  bytes?: number
  width?: number
  height?: number
  mode?: string
  fingerprint?: Fingerprint | undefined
  /** Why it could not be read. */
  error?: { code: string; message: string }
}

/** @param withFingerprint whether it is to be compared with others */
export async function readFacts(sample: Sample, withFingerprint: boolean): Promise<PictureFacts> {
  const facts: PictureFacts = {}
  try {
    const bytes = await sample.read?.()
    if (bytes !== undefined) {
      facts.bytes = bytes.length
      facts.format = detectFormat(bytes) ?? 'unknown'
      // Empty files are all alike, and not because they are copies.
      if (bytes.length > 0) facts.hash = sha256(bytes)
    }
    const raster = await sample.load(bytes)
    const { width, height } = raster
    if (bytes === undefined) {
      facts.format = 'pixels'
      facts.hash = hashPixels(raster)
    }
    Object.assign(facts, { width, height, mode: modeOf(raster) })
    if (withFingerprint) facts.fingerprint = fingerprint(raster)
  } catch (error) {
    facts.error = describeError(error)
  }
  return facts
}

function describeError(error: unknown): { code: string; message: string } {
  const message = error instanceof Error ? error.message : String(error)
  if (DecodeError.isInstance(error)) return { code: error.code, message }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined
  return { code: code === 'ENOENT' ? 'missing' : (code ?? 'unreadable'), message }
}

function hashPixels({ width, height, channels, bitDepth, data }: Raster): string {
  const head = new TextEncoder().encode(`${width} ${height} ${channels} ${bitDepth}\n`)
  const bytes = new Uint8Array(head.length + data.byteLength)
  bytes.set(head)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length)
  return sha256(bytes)
}

/** Such as `8-bit grey`, `16-bit colour with alpha` or `8-bit grey stored as colour`. */
export function modeOf({ channels, bitDepth, data }: Raster): string {
  const alpha = channels === 2 || channels === 4 ? ' with alpha' : ''
  if (channels < 3) return `${bitDepth}-bit grey${alpha}`
  for (let i = 0; i < data.length; i += channels)
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return `${bitDepth}-bit colour${alpha}`
  return `${bitDepth}-bit grey stored as colour${alpha}`
}
