/** BatchMatMul and _FusedMatMul. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { broadcast_util } from '@tensorflow/tfjs-core'
import { MAX_CHUNKS } from '../../compute/engine.ts'
import type { ComputeEngine } from '../../compute/engine.ts'
import { withActivation } from './conv2d.ts'
import type { FusedActivation } from './conv2d.ts'
import { engineKernel, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

interface Attributes {
  transposeA: boolean
  transposeB: boolean
}

interface Plan {
  shape: number[]
  m: number
  n: number
  k: number
  /** Matrices of a and of b; one of a single matrix serves all. */
  batches: [number, number]
}

function plan(a: TensorInfo, b: TensorInfo, { transposeA, transposeB }: Attributes): Plan | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number]
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number]
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA]
  const [kB, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB]
  const outer = [a.shape.slice(0, -2), b.shape.slice(0, -2)] as const
  const batches: [number, number] = [sizeOf(outer[0]), sizeOf(outer[1])]
  const shape = [...broadcast_util.assertAndGetBroadcastShape(...outer), m, n]
  // a broadcast between, such as [2, 1] with [1, 3], stays with the shipped kernel
  const simple = batches.every((count) => count === 1 || count === sizeOf(shape.slice(0, -2)))
  return k === kB && simple && sizeOf(shape) > 0 && k > 0 ? { shape, m, n, k, batches } : undefined
}

function multiply(
  engine: ComputeEngine,
  a: TensorInfo,
  b: TensorInfo,
  c: TensorInfo,
  { transposeA, transposeB }: Attributes,
  { m, n, k, batches }: Plan,
  bias: number,
  activation: number,
): void {
  const wide = Math.ceil(n / 8) * 8
  // enough rows a chunk that fetching b pays, few enough that all threads have some; no more chunks than can be counted
  const fair = Math.max(4, Math.min(64, Math.ceil(m / 8 / 4) * 4))
  const rows = Math.max(fair, Math.ceil(m / MAX_CHUNKS))
  engine.withMemory(4 * k * wide, (panels) => {
    for (let i = 0; i < Math.max(...batches); i++) {
      if (i === 0 || batches[1] > 1) {
        const from = engine.address(b) + 4 * k * n * (batches[1] > 1 ? i : 0)
        engine.run('pack', [from, panels, k, n, transposeB ? 4 : 4 * n, transposeB ? 4 * k : 4], 1)
      }
      const left = engine.address(a) + 4 * m * k * (batches[0] > 1 ? i : 0)
      const out = engine.address(c) + 4 * m * n * i
      const params = [left, panels, out, m, n, k, transposeA ? 1 : 0, rows, bias, activation]
      engine.run('matMul', params, Math.ceil(m / rows), 4 * rows * wide)
    }
  })
}

export const batchMatMul: EngineKernel<never, never> = engineKernel<{ a: TensorInfo; b: TensorInfo }, Attributes>(
  (engine, { inputs: { a, b }, attrs, backend }) => {
    const found = plan(a, b, attrs)
    if (found === undefined) return undefined
    const c = backend.makeOutput(found.shape, 'float32')
    multiply(engine, a, b, c, attrs, found, 0, 0)
    return c
  },
)

export const fusedMatMul: EngineKernel<never, never> = engineKernel<
  { a: TensorInfo; b: TensorInfo; bias?: TensorInfo; preluActivationWeights?: TensorInfo },
  Attributes & FusedActivation
>((engine, { inputs, attrs, backend }) => {
  const { a, b, bias, preluActivationWeights } = inputs
  const found = plan(a, b, attrs)
  if (found === undefined) return undefined
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== found.n)) return undefined
  return withActivation(backend, attrs, preluActivationWeights, (activation) => {
    const c = backend.makeOutput(found.shape, 'float32')
    multiply(engine, a, b, c, attrs, found, bias ? engine.address(bias) : 0, activation)
    return c
  })
})
