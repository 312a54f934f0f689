/** What the calling thread and a worker tell each other. */
import { ConvlensDataError } from '../../data-error.ts'
import { DecodeError } from '../../decode/decode-error.ts'
import type { DecodeErrorCode, ImageFormat } from '../../decode/decode-error.ts'
import type { PictureResult, PictureSource, PictureTask } from '../prepare.ts'

export type StoreSettings = Readonly<Record<string, string | number>>

export type ToWorker =
  | { type: 'run'; job: number; task: PictureTask; store?: StoreSettings }
  | { type: 'drop'; job: number }

export type FromWorker =
  | { type: 'ready' }
  | { type: 'done'; job: number; result: PictureResult }
  | { type: 'failed'; job: number; error: SentError }

/** An error as plain data: its class does not survive the way otherwise. */
export interface SentError {
  name: string
  message: string
  stack?: string
  /** What a `DecodeError` says beyond its message. */
  decode?: { code: DecodeErrorCode; format?: ImageFormat }
  /** What a `ConvlensDataError` says beyond its message. */
  data?: { parameter: string; received: string }
}

export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const sent: SentError = { name: error.name, message: error.message }
  if (error.stack !== undefined) sent.stack = error.stack
  if (DecodeError.isInstance(error))
    sent.decode = { code: error.code, ...(error.format === undefined ? {} : { format: error.format }) }
  if (ConvlensDataError.isInstance(error)) sent.data = { parameter: error.parameter, received: String(error.received) }
  return sent
}

export function receiveError({ name, message, stack, decode, data }: SentError): Error {
  const error =
    decode !== undefined
      ? new DecodeError(decode.code, message, decode.format)
      : data !== undefined
        ? new ConvlensDataError(data.parameter, data.received, message)
        : name === 'RangeError'
          ? new RangeError(message)
          : new Error(message)
  if (error.name !== name) error.name = name
  if (stack !== undefined) error.stack = stack
  return error
}

/** A copy that may change its owner, of no more than the picture: an array may be a part of a larger one. Shared memory stays. */
export function copySource(source: PictureSource): PictureSource {
  if (source.kind === 'prepared')
    return isShared(source.x) ? source : { kind: 'prepared', x: new Float32Array(source.x) }
  if (source.kind === 'bytes') return { ...source, bytes: new Uint8Array(source.bytes) }
  const { data } = source.raster
  const copy = data instanceof Uint16Array ? new Uint16Array(data) : new Uint8Array(data)
  return { kind: 'raster', raster: { ...source.raster, data: copy } }
}

const isShared = ({ buffer }: Float32Array): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer

/** The memory that changes its owner: only where an array has all of it, so that nobody else's goes along. */
export function transferable(value: PictureSource | PictureResult): ArrayBuffer[] {
  const buffers = new Set(
    arraysOf(value).map(({ buffer, byteLength }) => (buffer.byteLength === byteLength ? buffer : undefined)),
  )
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer)
}

function arraysOf(value: PictureSource | PictureResult): (Uint8Array | Uint16Array | Float32Array)[] {
  if (!('kind' in value)) return [value.x, value.prepared].filter((array) => array !== undefined)
  if (value.kind === 'prepared') return [value.x]
  return [value.kind === 'bytes' ? value.bytes : value.raster.data]
}
