/** The bytes of one file of the disk cache: they say what they are and prove that they are whole. */
import { createHash } from 'node:crypto'

/** First bytes of every file: a name and the layout's version. */
const MAGIC = Buffer.from('CVLNPIC1', 'latin1')
/** Magic, key (32 bytes), number of values, and how many times each stored value stands in a row. */
const HEADER = 48
const DIGEST = 32

/**
 * Values as a file: header, little-endian floats, SHA-256 of all before. Grey pictures of three equal channels are stored once.
 *
 * @param key 64 hexadecimal digits
 */
export function encodeEntry(key: string, x: Float32Array): Buffer {
  const repeat = threeAlike(x) ? 3 : 1
  const stored = x.length / repeat
  const file = Buffer.allocUnsafe(HEADER + 4 * stored + DIGEST)
  MAGIC.copy(file)
  file.write(key, 8, 'hex')
  file.writeUInt32LE(stored, 40)
  file.writeUInt32LE(repeat, 44)
  let bits = new Uint32Array(x.buffer, x.byteOffset, x.length)
  if (repeat === 3) {
    const all = bits
    bits = new Uint32Array(stored)
    for (let i = 0; i < stored; i++) bits[i] = all[3 * i]!
  }
  file.set(new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength), HEADER)
  if (!littleEndian) file.subarray(HEADER, -DIGEST).swap32()
  createHash('sha256')
    .update(file.subarray(0, -DIGEST))
    .digest()
    .copy(file, HEADER + 4 * stored)
  return file
}

/** The values of a file, or `undefined` where it is not the whole, undamaged file of this key. */
export function decodeEntry(key: string, file: Buffer): Float32Array | undefined {
  if (file.length < HEADER + DIGEST || !file.subarray(0, 8).equals(MAGIC)) return undefined
  const stored = file.readUInt32LE(40)
  const repeat = file.readUInt32LE(44)
  if (file.length !== HEADER + 4 * stored + DIGEST || (repeat !== 1 && repeat !== 3)) return undefined
  if (file.toString('hex', 8, 40) !== key) return undefined
  const digest = createHash('sha256').update(file.subarray(0, -DIGEST)).digest()
  if (!digest.equals(file.subarray(-DIGEST))) return undefined
  const bits = new Uint32Array(stored)
  new Uint8Array(bits.buffer).set(file.subarray(HEADER, -DIGEST))
  if (!littleEndian) Buffer.from(bits.buffer).swap32()
  if (repeat === 1) return new Float32Array(bits.buffer)
  const repeated = new Uint32Array(3 * stored)
  for (let i = 0, at = 0; i < stored; i++, at += 3) repeated[at] = repeated[at + 1] = repeated[at + 2] = bits[i]!
  return new Float32Array(repeated.buffer)
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** Compared bit by bit, so that a NaN or a -0 comes back as it was. */
function threeAlike(x: Float32Array): boolean {
  if (x.length % 3 !== 0 || x.length === 0) return false
  const bits = new Uint32Array(x.buffer, x.byteOffset, x.length)
  for (let i = 0; i < bits.length; i += 3) if (bits[i] !== bits[i + 1] || bits[i] !== bits[i + 2]) return false
  return true
}
