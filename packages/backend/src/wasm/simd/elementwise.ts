/** Operations value by value, on all threads. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { ComputeEngine, WasmBackend } from '../../compute/engine.ts'
import { asBits } from '../../training/seeded-dropout.ts'
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

/** How many values of `short` repeat along `long`, or `undefined` where it is not one for all or its last axes. */
function repetition(long: readonly number[], short: readonly number[]): number | undefined {
  const size = sizeOf(short)
  if (size === 1) return 1
  const kept = short.slice(short.findIndex((length) => length !== 1))
  return kept.every((length, i) => length === long[long.length - kept.length + i]) ? size : undefined
}

function combine(
  engine: ComputeEngine,
  backend: WasmBackend,
  code: number,
  long: TensorInfo,
  short: TensorInfo,
): TensorInfo | undefined {
  const size = sizeOf(long.shape)
  const shortSize = sizeOf(short.shape)
  if (short.shape.length > long.shape.length || size === 0) return undefined
  const same = shortSize === size && long.shape.every((length, i) => length === short.shape[i])
  const repeat = same ? 0 : repetition(long.shape, short.shape)
  if (repeat === undefined) return undefined
  const y = backend.makeOutput(long.shape, 'float32')
  const compute = (from: number, length: number): void => {
    const run = perChunk(size, Math.max(4, length))
    const params = [engine.address(long), from, engine.address(y), size, run, code, length]
    engine.run('binary', params, Math.ceil(size / run))
  }
  if (repeat < 2 || repeat >= SHORT) compute(engine.address(short), repeat)
  else {
    // a few values: written one behind the other until runs are long enough for vectors
    const copies = Math.ceil(SHORT / repeat) * 4
    engine.withMemory(4 * repeat * copies, (address) => {
      engine.fill(address, short, copies)
      compute(address, repeat * copies)
    })
  }
  return y
}

const SHORT = 32

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
