/** Our Sum, Mean, Tile and Identity on wasm against those of the cpu backend. */
import { backend, clone, mean, memory, setBackend, sum, tensor, tidy, tile } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { maxRelativeError } from '@convlens/testing'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../node/index.ts'

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })

function filled(shape: number[]): Tensor {
  const count = shape.reduce((a, b) => a * b, 1)
  return tensor(
    Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 101) - 37),
    shape,
  )
}

async function compare(compute: () => Tensor): Promise<void> {
  const read = (): { shape: number[]; values: number[] } =>
    tidy(() => {
      const result = compute()
      return { shape: result.shape, values: [...result.dataSync()] }
    })
  await setBackend('cpu')
  const expected = read()
  await setBackend('wasm')
  const actual = read()
  expect(actual.shape).toEqual(expected.shape)
  expect(maxRelativeError(actual.values, expected.values)).toBeLessThan(1e-5)
}

beforeAll(async () => {
  await useBackend('cpu')
  await useBackend('wasm')
})

describe('on wasm as on cpu', () => {
  it('sums and averages over any axes', async () => {
    const reduction = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axes: fc.subarray([...shape.keys()]),
        keep: fc.boolean(),
        average: fc.boolean(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(reduction, ({ shape, axes, keep, average }) =>
        compare(() => (average ? mean : sum)(filled(shape), axes, keep)),
      ),
      { numRuns: 150, seed: 7 },
    )
  })

  it('tiles any axes', async () => {
    const tiling = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        reps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: shape.length, maxLength: shape.length }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(tiling, ({ shape, reps }) => compare(() => tile(filled(shape), reps))),
      { numRuns: 150, seed: 7 },
    )
  })
})

const ids = (): number => (backend() as unknown as { numDataIds(): number }).numDataIds()

it('shares memory between a tensor and its clone until both are disposed', async () => {
  await setBackend('wasm')
  const before = { ids: ids(), tensors: memory().numTensors }
  const first = filled([3, 2])
  const second = clone(first)
  first.dispose()
  expect([...second.dataSync()]).toEqual(Array.from({ length: 6 }, (_, i) => ((i * 7919) % 101) - 37))
  second.dispose()
  expect({ ids: ids(), tensors: memory().numTensors }).toEqual(before)
})
