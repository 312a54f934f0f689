/** Operations value by value, on all threads. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { ComputeEngine } from '../../compute/engine.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'
import { asBits } from '../../compute/as-bits.ts'
import { engineKernel, perChunk, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

const UNARY = { Relu: 0, Step: 1, Square: 2, Sqrt: 3, Neg: 4, Relu6: 5 } as const
const BINARY = {
  Add: 0,
  Sub: 1,
  Multiply: 2,
  RealDiv: 3,
  Maximum: 4,
  Minimum: 5,
  SquaredDifference: 6,
} as const
/** The same operation with its operands exchanged. */
const REVERSED: Readonly<Record<keyof typeof BINARY, number>> = { ...BINARY, Sub: 8, RealDiv: 9 }

/** dy where y is positive, else 0; for the kernel of that gradient. */
export const RELU_GRADIENT = 7

function unary(code: number): EngineKernel<never, never> {
  return engineKernel<{ x: TensorInfo }, { alpha?: number } | undefined>(
    (engine, { inputs: { x }, attrs, backend }) => {
      const size = sizeOf(x.shape)
      if (x.dtype !== 'float32' || size === 0) return undefined
      const y = backend.makeOutput(x.shape, 'float32')
      const run = perChunk(size)
      const params = [engine.address(x), engine.address(y), size, run, code, asBits(attrs?.alpha ?? 0)]
      engine.run('unary', params, Math.ceil(size / run))
      return y
    },
  )
}

/** `short` lies along `long` as [outer, 1, inner] along [outer, middle, inner]. */
interface Alignment {
  outer: number
  inner: number
}

/** How `short` is repeated along `long`, or `undefined` where it is in more than one place. */
function align(long: readonly number[], short: readonly number[]): Alignment | undefined {
  const padded = [...Array.from({ length: long.length - short.length }, () => 1), ...short]
  if (padded.length !== long.length) return undefined
  // axes of length one agree with everything
  const repeated = long.flatMap((length, axis) => (length !== padded[axis] ? [axis] : []))
  const [first, last] = [repeated[0] ?? long.length, repeated.at(-1) ?? -1]
  for (let axis = first; axis <= last; axis++) if (padded[axis] !== 1) return undefined
  return { outer: sizeOf(long.slice(0, first)), inner: sizeOf(long.slice(last + 1)) }
}

/** More pieces than this are left to the shipped kernel: each is a job of its own. */
const MOST_PIECES = 64
/** Fewer repeated values than this are written out until runs are long enough for vectors. */
const SHORT = 32

function combine(
  engine: ComputeEngine,
  backend: WasmBackend,
  code: number,
  long: TensorInfo,
  short: TensorInfo,
): TensorInfo | undefined {
  const size = sizeOf(long.shape)
  const alignment = align(long.shape, short.shape)
  if (size === 0 || alignment === undefined) return undefined
  const { inner } = alignment
  const whole = sizeOf(short.shape) === size
  const outer = whole ? 1 : alignment.outer
  if (outer > MOST_PIECES) return undefined
  const y = backend.makeOutput(long.shape, 'float32')
  const piece = size / outer
  const compute = (index: number, from: number, length: number): void => {
    const run = perChunk(piece, Math.max(4, length))
    const offset = 4 * piece * index
    const params = [engine.address(long) + offset, from, engine.address(y) + offset, piece, run, code, length]
    engine.run('binary', params, Math.ceil(piece / run))
  }
  for (let index = 0; index < outer; index++) {
    const from = engine.address(short) + 4 * inner * index
    if (whole) compute(index, from, 0)
    else if (inner === 1 || inner >= SHORT) compute(index, from, inner)
    else {
      const copies = Math.ceil(SHORT / inner) * 4
      engine.withMemory(4 * inner * copies, (address) => {
        engine.repeat(from, inner, address, copies)
        compute(index, address, inner * copies)
      })
    }
  }
  return y
}

function binary(name: keyof typeof BINARY): EngineKernel<never, never> {
  return engineKernel<{ a: TensorInfo; b: TensorInfo }, undefined>((engine, { inputs: { a, b }, backend }) => {
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
    return sizeOf(a.shape) >= sizeOf(b.shape)
      ? combine(engine, backend, BINARY[name], a, b)
      : combine(engine, backend, REVERSED[name], b, a)
  })
}

export const elementwise: Readonly<Record<string, EngineKernel<never, never>>> = {
  ...Object.fromEntries(Object.entries(UNARY).map(([name, code]) => [name, unary(code)])),
  ...Object.fromEntries((Object.keys(BINARY) as (keyof typeof BINARY)[]).map((name) => [name, binary(name)])),
}
