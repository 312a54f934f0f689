/** Threads: the same bits with any number, errors that reach the caller, and no one waiting for ever. */
import { Worker } from 'node:worker_threads'
import { backend, engine as tfjs, losses, mul, sub, tensor, tidy, variableGrads, zeros } from '@tensorflow/tfjs-core'
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../node/index.ts'
import { noise } from '../testing/noise.ts'
import { computeEngine } from './engine.ts'
import type { ComputeEngine } from './engine.ts'
import type { WasmBackend } from './wasm-backend.ts'
import { ThreadPool } from './thread-pool.ts'
import { WebAssembly } from './web-assembly.ts'

let engine: ComputeEngine

beforeAll(async () => {
  await useBackend('wasm')
  engine = computeEngine(backend() as unknown as WasmBackend)!
})

/** A gradient step or two of a network with every kernel that adds up partial sums; its weights, bit for bit. */
function train(): Float32Array[] {
  return tidy(() => {
    const model = sequential()
    const seed = { kernelInitializer: 'zeros' as const }
    model.add(layers.conv2d({ ...seed, inputShape: [30, 30, 3], filters: 8, kernelSize: 3, activation: 'relu' }))
    model.add(layers.conv2d({ ...seed, filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }))
    model.add(layers.maxPooling2d({ poolSize: 3, strides: 2 }))
    model.add(layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: 'zeros' }))
    model.add(layers.batchNormalization())
    model.add(layers.conv2d({ ...seed, filters: 8, kernelSize: 3, strides: 2 }))
    model.add(layers.flatten())
    model.add(layers.dense({ ...seed, units: 2 }))
    for (const [i, weight] of model.weights.entries()) {
      if (/kernel/.test(weight.originalName)) weight.write(noise(weight.shape as number[], i, 0.2))
    }
    const x = noise([7, 30, 30, 3], 50)
    const y = tensor(Array.from({ length: 7 }, (_, i) => (i % 2 ? [1, 0] : [0, 1])))
    const variables = model.trainableWeights.map((weight) => weight.read() as Variable)
    for (let step = 0; step < 3; step++) {
      const { grads } = variableGrads(
        () => losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as Tensor) as Scalar,
        variables,
      )
      for (const each of variables) each.assign(sub(each, mul(grads[each.name]!, 0.1)))
    }
    const trained = variables.map((each) => each.dataSync().slice() as Float32Array)
    model.dispose()
    return trained
  })
}

describe('training on wasm', () => {
  it('gives identical weights on 1, 2, 3 and 5 threads, and again', async () => {
    const results: Float32Array[][] = []
    for (const threads of [1, 2, 3, 5, 2]) {
      const report = await useBackend('wasm', { threads })
      expect(report.threads).toBe(threads)
      results.push(train())
    }
    for (const result of results.slice(1)) expect(result).toEqual(results[0])
  })

  it('says what is wrong with a number of threads', async () => {
    for (const threads of [0, 2.5, -1, 1000, Number.NaN]) {
      await expect(useBackend('wasm', { threads })).rejects.toThrow(
        `threads: got ${threads}, expected a whole number from 1 to 256`,
      )
    }
  })
})

describe('the engine', () => {
  it('runs no chunks, one and many, each once', async () => {
    await useBackend('wasm', { threads: 3 })
    for (const chunks of [0, 1, 2, 7, 1000]) {
      engine.withMemory(4 * 4 * 1001, (address) => {
        engine.floats(address, 4 * 1001).fill(1)
        engine.run('zero', [address, 4 * 1001, 4], chunks)
        const left = engine.floats(address, 4 * 1001).reduce((sum, value) => sum + value, 0)
        expect(left).toBe(4 * (1001 - chunks))
      })
    }
  })

  it('refuses more chunks than a job can count', () => {
    expect(() => engine.run('zero', [0, 0, 0], 65_536)).toThrow('chunks: got 65536, expected at most 65535')
  })

  it('frees what a task threw over', () => {
    const ids = tfjs().memory().numDataBuffers
    expect(() =>
      engine.withMemory(100, () => {
        throw new Error('on purpose')
      }),
    ).toThrow('on purpose')
    expect(tfjs().memory().numDataBuffers).toBe(ids)
  })

  it('says when the heap is full', () => {
    const words = /^wasm: no memory for \d+ MB beside the \d+ MB in use; smaller batches need less$/
    expect(() => engine.allocate(2 ** 32 - 2 ** 17)).toThrow(words)
    engine.withMemory(3 * 2 ** 30, () => expect(() => engine.allocate(2 ** 30)).toThrow(words))
    const before = tfjs().memory().numTensors
    expect(() => tidy(() => zeros([1000, 1000, 1000]))).toThrow(words)
    expect(tfjs().memory().numTensors).toBe(before)
    expect(train()).toHaveLength(12)
  })

  it.each([1, 3])('reports a kernel that leaves its memory, and goes on, on %i threads', async (threads) => {
    await useBackend('wasm', { threads })
    const beyond = 2 ** 32 - 2 ** 16
    expect(() => engine.run('zero', [beyond, 2 ** 28, 2 ** 20], 200)).toThrow(/memory/)
    expect(train()).toHaveLength(12)
  })
})

/** A helper that ends at once. */
async function startIdle(): Promise<Worker> {
  return new Worker('', { eval: true })
}

describe('the pool', () => {
  it('gives chunks of a helper that is not there to the others', async () => {
    const seen: number[] = []
    const run = [(_params: number, chunk: number) => void seen.push(chunk)]
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    const pool = await ThreadPool.start(run, 2, true, startIdle, { module: {}, memory, kernels: [] })
    for (let job = 0; job < 3; job++) pool.run({ kernel: 0, params: 0, chunks: 5, scratch: 0, scratchBytes: 0 })
    expect(seen).toEqual([4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0])
    pool.terminate()
  })

  it('leaves no helper behind where one does not start', async () => {
    let running = 0
    const start = async (_source: string, { thread }: Record<string, unknown>): Promise<{ terminate(): void }> => {
      if (thread === 2) throw new Error('no second helper')
      running++
      return { terminate: () => void running-- }
    }
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    const pool = ThreadPool.start([], 3, true, start, { module: {}, memory, kernels: [] })
    await expect(pool).rejects.toThrow('no second helper')
    expect(running).toBe(0)
  })
})
