/** A state as bytes. */
import {
  bytesPerValue,
  checksumLength,
  countOf,
  magic,
  offsets,
  swapIfBigEndian,
  type TensorEntry,
  version,
} from './checkpoint-format.ts'
import type { CheckpointState, CheckpointTensor } from './checkpoint-state.ts'
import { checksum } from './checksum.ts'
import { toJson } from './json-value.ts'

/** The values are copied as bytes, never as numbers, which could change the bits of a NaN. */
const bytesOf = ({ data }: CheckpointTensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

function checkTensor(name: string, { shape, data }: CheckpointTensor): void {
  const field = `tensors['${name}']`
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new RangeError(`${field}.shape: expected whole numbers, got [${shape.join(', ')}]`)
  const kind = Object.prototype.toString.call(data).slice('[object '.length, -1)
  if (kind !== 'Float32Array') throw new RangeError(`${field}.data: expected a Float32Array, got ${kind}`)
  if (data.length !== countOf(shape))
    throw new RangeError(
      `${field}.data: expected ${countOf(shape)} values for [${shape.join(', ')}], got ${data.length}`,
    )
}

/** The header's text, with spaces up to a multiple of 4 bytes so that the values behind it are aligned. */
function headerOf({ progress }: CheckpointState, tensors: readonly TensorEntry[]): Uint8Array {
  const text = `{"tensors":${toJson(tensors, 'tensors')},"progress":${toJson(progress, 'progress')}}`
  const bytes = new TextEncoder().encode(text)
  const header = new Uint8Array(Math.ceil(bytes.length / bytesPerValue) * bytesPerValue).fill(0x20)
  header.set(bytes)
  return header
}

/**
 * Writes a state as bytes with a version and a checksum (the layout is described in `checkpoint-format.ts`). Values keep their bits,
 * NaNs and -0 included. The state is copied before the call returns its promise: training may go on meanwhile.
 *
 * @throws RangeError naming the part of `progress` that is no JSON, or the tensor whose shape and data differ; CheckpointError
 *   `unwritable` where the runtime has no SHA-256 (a page that is not served by https)
 * @example
 * ```ts
 * const tensors = { 'weights/dense/bias': { shape: [2], data: Float32Array.of(0.5, NaN) } }
 * const bytes = await encodeCheckpoint({ progress: { epoch: 3, bestLoss: Infinity }, tensors })
 * const { progress } = await decodeCheckpoint(bytes)
 * console.log(progress) // { epoch: 3, bestLoss: Infinity }
 * ```
 */
export async function encodeCheckpoint(state: CheckpointState): Promise<Uint8Array> {
  const tensors = Object.entries(state.tensors)
  for (const [name, tensor] of tensors) checkTensor(name, tensor)
  const header = headerOf(
    state,
    tensors.map(([name, { shape }]) => ({ name, shape })),
  )
  const values = tensors.reduce((sum, [, { data }]) => sum + data.byteLength, 0)

  const bytes = new Uint8Array(offsets.header + header.length + values + checksumLength)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode(magic))
  view.setUint16(offsets.version, version.major, true)
  view.setUint16(offsets.version + 2, version.minor, true)
  view.setUint32(offsets.headerLength, header.length, true)
  bytes.set(header, offsets.header)
  let at = offsets.header + header.length
  for (const [, tensor] of tensors) {
    bytes.set(bytesOf(tensor), at)
    swapIfBigEndian(bytes.subarray(at, at + tensor.data.byteLength))
    at += tensor.data.byteLength
  }
  bytes.set(new TextEncoder().encode(await checksum(bytes.subarray(0, at), 'unwritable')), at)
  return bytes
}
