/** Damage for fuzzing: the same key gives the same damaged file. */
import { createRandom } from '../random.ts'
import type { Random } from '../random.ts'
import { crc32 } from './crc32.ts'

/** Values at which programs break. */
const edges = [0, 1, 0x7f, 0x80, 0xff]
const wide = [0, 1, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array

function change(bytes: Uint8Array, at: number, values: number[]): Uint8Array {
  values.forEach((value, i) => {
    if (at + i < bytes.length) bytes[at + i] = value
  })
  return bytes
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Two places in order, most often near each other. */
function range(bytes: Uint8Array, random: Random): [number, number] {
  const from = random.integer(bytes.length + 1)
  const length = random.next() < 0.8 ? random.integer(32) : random.integer(bytes.length + 1)
  return [from, Math.min(bytes.length, from + length)]
}

const mutations: Mutation[] = [
  (bytes, random) => change(bytes, random.integer(bytes.length), [random.integer(256)]),
  (bytes, random) => {
    const at = random.integer(bytes.length)
    return change(bytes, at, [bytes[at]! ^ (1 << random.integer(8))])
  },
  (bytes, random) => change(bytes, random.integer(bytes.length), [edges[random.integer(edges.length)]!]),
  (bytes, random) => {
    const value = wide[random.integer(wide.length)]!
    const size = random.integer(2) === 0 ? 2 : 4
    const parts = Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 255)
    return change(bytes, random.integer(bytes.length), random.integer(2) === 0 ? parts : parts.reverse())
  },
  (bytes, random) => {
    const [from, to] = range(bytes, random)
    return join(bytes.subarray(0, from), bytes.subarray(to))
  },
  (bytes, random) => {
    const [from, to] = range(bytes, random)
    return join(bytes.subarray(0, to), bytes.subarray(from))
  },
  (bytes, random) => {
    const at = random.integer(bytes.length + 1)
    const inserted = Uint8Array.from({ length: 1 + random.integer(16) }, () => random.integer(256))
    return join(bytes.subarray(0, at), inserted, bytes.subarray(at))
  },
  (bytes, random) => bytes.slice(0, random.integer(bytes.length + 1)),
  (bytes, random, other) => {
    const [from, to] = range(other, random)
    return change(bytes, random.integer(bytes.length), [...other.subarray(from, to)])
  },
]

/**
 * One to four mutations of a file; of a PNG, half of the time with checksums made right again, so that the damage gets past them.
 *
 * @param other a second file of the kind, from which parts may come
 */
export function mutate(original: Uint8Array, other: Uint8Array, ...key: (string | number)[]): Uint8Array {
  const random = createRandom(...key)
  let bytes = join(original)
  for (let n = 1 + random.integer(4); n > 0 && bytes.length > 0; n--) {
    // Most formats keep what matters in front.
    const head = random.next() < 0.5 ? Math.min(bytes.length, 256) : bytes.length
    const mutation = mutations[random.integer(mutations.length)]!
    bytes = join(mutation(bytes.slice(0, head), random, other), bytes.subarray(head))
  }
  return bytes[0] === 0x89 && random.next() < 0.5 ? withChecksums(bytes) : bytes
}

/** A PNG whose chunks have right checksums, as far as chunks can be told. */
function withChecksums(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at)
    if (end + 4 > bytes.length) break
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)))
    at = end + 4
  }
  return bytes
}
