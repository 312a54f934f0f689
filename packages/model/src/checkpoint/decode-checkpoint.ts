/** Bytes as the state that they were made from. */
import { CheckpointError } from './checkpoint-error.ts'
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
import { fromJson, type JsonValue } from './json-value.ts'

const corrupt = (why: string, cause?: unknown): CheckpointError =>
  new CheckpointError('corrupt', `the checkpoint is damaged: ${why}`, { cause })

const ascii = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

async function checkFrame(bytes: Uint8Array): Promise<void> {
  if (ascii(bytes.subarray(0, magic.length)) !== magic) {
    const why = bytes.length === 0 ? 'it is empty' : "it does not begin with 'convlens-checkpoint'"
    throw new CheckpointError('corrupt', `this is no checkpoint: ${why}`)
  }
  const end = bytes.length - checksumLength
  if (end < offsets.header) throw corrupt(`it was cut off after ${bytes.length} bytes`)
  if (ascii(bytes.subarray(end)) !== (await checksum(bytes.subarray(0, end), 'unreadable')))
    throw corrupt('its checksum differs, so it was changed or cut off after it was written')
}

function isEntry(entry: unknown): entry is TensorEntry {
  const { name, shape } = (entry ?? {}) as Partial<TensorEntry>
  return typeof name === 'string' && Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && n >= 0)
}

function parseHeader(bytes: Uint8Array): { tensors: readonly TensorEntry[]; progress: JsonValue } {
  let header: { tensors?: unknown; progress?: JsonValue } | null
  try {
    header = fromJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as typeof header
  } catch (error) {
    throw corrupt(`its header is no JSON (${(error as Error).message})`, error)
  }
  const { tensors, progress } = header ?? {}
  if (!Array.isArray(tensors) || !tensors.every(isEntry) || progress === undefined)
    throw corrupt('its header lacks the tensors or the progress')
  const names = new Set<string>()
  for (const { name } of tensors) {
    if (names.has(name)) throw corrupt(`its header names '${name}' twice`)
    names.add(name)
  }
  return { tensors, progress }
}

/** Copies, as the bytes may begin anywhere and Float32Array wants multiples of 4. */
function copyValues(bytes: Uint8Array, shape: readonly number[]): CheckpointTensor {
  const data = new Float32Array(bytes.length / bytesPerValue)
  const copy = new Uint8Array(data.buffer)
  copy.set(bytes)
  swapIfBigEndian(copy)
  return { shape, data }
}

/**
 * Reads a checkpoint after checking that it is whole and unchanged. A later minor version of the format is read, a later major
 * version refused. The tensors are copies: the bytes may be dropped.
 *
 * @throws CheckpointError `corrupt`, `unsupported-version`, or `unreadable` where the runtime has no SHA-256 (a page that is not
 *   served by https)
 * @example
 * ```ts
 * const { progress, tensors } = await decodeCheckpoint(await readFile('checkpoints/last.ckpt'))
 * ```
 */
export async function decodeCheckpoint(bytes: Uint8Array): Promise<CheckpointState> {
  await checkFrame(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const major = view.getUint16(offsets.version, true)
  if (major !== version.major) {
    const minor = view.getUint16(offsets.version + 2, true)
    const message = `the checkpoint has version ${major}.${minor}; this program reads ${version.major}.x: use a later @convlens/model`
    throw new CheckpointError('unsupported-version', message)
  }

  let at = offsets.header + view.getUint32(offsets.headerLength, true)
  const end = bytes.length - checksumLength
  if (at > end) throw corrupt('its header is longer than the file')
  const { tensors, progress } = parseHeader(bytes.subarray(offsets.header, at))
  const values = tensors.reduce((sum, { shape }) => sum + countOf(shape), 0)
  if (values * bytesPerValue !== end - at)
    throw corrupt(`it has ${end - at} bytes of values instead of ${values * bytesPerValue}`)

  const read = tensors.map(({ name, shape }) => {
    const from = at
    at += countOf(shape) * bytesPerValue
    return [name, copyValues(bytes.subarray(from, at), shape)] as const
  })
  return { progress, tensors: Object.fromEntries(read) }
}
