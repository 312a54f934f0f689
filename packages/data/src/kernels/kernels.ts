/** The WebAssembly twins of the loops that cost most, and the memory in which they work. */
import { BINARY } from './binary.ts'

type Numbers = (...parameters: number[]) => void

/** All pointers are in bytes. What the parameters are stands in `assembly/`. */
export interface Kernels {
  addLine: Numbers
  addLines: Numbers
  addNoise: Numbers
  blur: Numbers
  channelSums: Numbers
  equalize: Numbers
  oneOfThree(...parameters: number[]): number
  power: Numbers
  resample: Numbers
  resampleBent: Numbers
  resampleStraight: Numbers
  scaleAndOffset: Numbers
  shrinkRows: Numbers
  threeOfOne: Numbers
  tileTables: Numbers
  unitValues: Numbers
}

interface Engine {
  kernels: Kernels
  memory: WebAssembly.Memory
}

const PAGE = 65_536
/** The compiler's own page comes first, then room for tables, then the pictures. */
const SCRATCH = PAGE
const PICTURES = SCRATCH + 8 * 2 ** 20
/** Pictures with more values or longer sides are left to TypeScript, so that the memory that stays taken is bounded by 56 MB. */
const MOST_VALUES = 2 ** 22
const LONGEST_SIDE = 2 ** 14

let engine: Engine | false | undefined

/**
 * Three buffers for pictures of so many values, in the memory of the kernels where there are kernels. Whoever asks next gets the
 * same: they are valid until the end of the synchronous work at hand. What they hold is arbitrary.
 */
export function pictureBuffers(
  values: number,
  longestSide: number,
): readonly [one: Float32Array, two: Float32Array, three: Float32Array] {
  engine ??= startEngine()
  if (engine === false || values > MOST_VALUES || longestSide > LONGEST_SIDE)
    return [new Float32Array(values), new Float32Array(values), new Float32Array(values)]
  const { memory } = engine
  // Whole cache lines.
  const bytes = Math.ceil(values / 16) * 64
  const missing = PICTURES + 3 * bytes - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE))
  const at = (place: number): Float32Array => new Float32Array(memory.buffer, PICTURES + place * bytes, values)
  return [at(0), at(1), at(2)]
}

/** The kernels, where all arrays lie in their memory. */
export function kernelsFor(...arrays: Float32Array[]): Kernels | undefined {
  if (engine === undefined || engine === false) return undefined
  const { buffer } = engine.memory
  return arrays.every((array) => array.buffer === buffer) ? engine.kernels : undefined
}

/** Tables for one call of a kernel: `put` copies numbers there and returns where they lie, `room` and `floats` leave room. */
export function scratch(): {
  put(values: Float64Array | Float32Array | Int32Array): number
  room(bytes: number): number
  floats(count: number): Float32Array
} {
  if (engine === undefined || engine === false) throw new Error('the kernels are not there')
  const { buffer } = engine.memory
  let next = SCRATCH
  const room = (bytes: number): number => {
    const start = next
    next += Math.ceil(bytes / 16) * 16
    if (next > PICTURES)
      throw new RangeError(`scratch: ${next - SCRATCH} bytes wanted, there are ${PICTURES - SCRATCH}`)
    return start
  }
  return {
    room,
    floats: (count) => new Float32Array(buffer, room(4 * count), count),
    put(values) {
      const start = room(values.byteLength)
      new Uint8Array(buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start)
      return start
    },
  }
}

/** 64-bit floats that a kernel left in the scratch. */
export function readScratch(start: number, count: number): Float64Array {
  if (engine === undefined || engine === false) throw new Error('the kernels are not there')
  return new Float64Array(engine.memory.buffer, start, count).slice()
}

/** Runs `work` without the kernels: for tests, which compare both. */
export function withoutKernels<Result>(work: () => Result): Result {
  const kept = engine
  engine = false
  try {
    return work()
  } finally {
    engine = kept
  }
}

/** `false` where a page forbids WebAssembly or a runtime has no SIMD: TypeScript does the same, more slowly. */
function startEngine(): Engine | false {
  try {
    const memory = new WebAssembly.Memory({ initial: 1 + PICTURES / PAGE, maximum: PAGE })
    const module = new WebAssembly.Module(Uint8Array.from(atob(BINARY), (character) => character.charCodeAt(0)))
    const { exp, log } = Math
    const instance = new WebAssembly.Instance(module, { env: { memory, exp, log } })
    return { kernels: instance.exports as unknown as Kernels, memory }
  } catch {
    return false
  }
}
