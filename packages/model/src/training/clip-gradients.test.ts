import { useBackend } from '@convlens/backend/node'
import { expectClose } from '@convlens/testing'
import { type Tensor, dispose, memory, tensor, tensor1d } from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

import golden from '../../golden/optimizers.json' with { type: 'json' }
import { type ClipOptions, clipGradients } from './clip-gradients.ts'

/** Values of all gradients, one after the other, and the length that was told. */
async function clip(given: Record<string, Tensor>, options?: ClipOptions) {
  const { gradients, norm } = clipGradients(given, options)
  const values: number[] = []
  for (const gradient of Object.values(gradients)) values.push(...(await gradient.data()))
  const [length] = await norm.data()
  dispose([norm, gradients, given])
  return { values, length: length! }
}

const vectors = (...values: number[][]) => Object.fromEntries(values.map((vector, i) => [`g${i}`, tensor1d(vector)]))

describe.each(['cpu', 'wasm'] as const)('clipGradients on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend)
  })
  afterEach(() => {
    expect(memory().numTensors).toBe(0)
  })

  // Source of the numbers: golden/optimizers.py (PyTorch and Keras). PyTorch adds 1e-6 to the length.
  it.each(Object.entries(golden.clips))('has the gradients of PyTorch and Keras: %s', async (name, options) => {
    const given = Object.entries(golden.gradients[0]!).map(
      ([key, values]) => [key, tensor(values, golden.shapes[key as 'hidden/kernel'])] as const,
    )
    const { values } = await clip(Object.fromEntries(given), options)
    expectClose(values, golden.peers.keras.clipped[name as 'norm'], 1e-6)
    expectClose(values, golden.peers.torch.clipped[name as 'norm'], 3e-6)
  })

  it('keeps the direction, never goes beyond the bound, and tells the length before', async () => {
    const number = fc.double({ min: -100, max: 100, noNaN: true }).map(Math.fround)
    const vector = fc.array(number, { minLength: 1, maxLength: 5 })
    const property = fc.asyncProperty(
      vector,
      vector,
      fc.double({ min: 0.01, max: 300, noNaN: true }),
      async (a, b, bound) => {
        const { values, length } = await clip(vectors(a, b), { norm: bound })
        const before = Math.hypot(...a, ...b)
        expect(Math.abs(length - before)).toBeLessThanOrEqual(1e-5 * before + 1e-18)
        expect(Math.hypot(...values)).toBeLessThanOrEqual(bound * (1 + 1e-5))
        const scale = before > bound ? bound / before : 1
        const expected = [...a, ...b].map((value) => value * scale)
        expectClose(values, expected, 1e-5)
        // Nothing is rounded where nothing is clipped.
        if (before < bound * 0.999) expect(values).toEqual([...a, ...b])
      },
    )
    await fc.assert(property, { numRuns: 50 })
  })

  it('applies value, then each length, then the length of all', async () => {
    const { values, length } = await clip(vectors([30, 4], [0, 1]), { value: 3, perWeightNorm: 3, norm: 1 })
    // (30, 4) -> (3, 3) -> (3, 3) / sqrt(2); with (0, 1) the length is sqrt(10).
    const side = 3 / Math.sqrt(20)
    expectClose(values, [side, side, 0, 1 / Math.sqrt(10)], 1e-6)
    expect(length).toBeCloseTo(Math.hypot(30, 4, 0, 1), 4)
  })

  it('leaves zeros, and gives back what it was given where there is no bound', async () => {
    expect(await clip(vectors([0, 0], [0]), { norm: 1, perWeightNorm: 1, value: 1 })).toEqual({
      values: [0, 0, 0],
      length: 0,
    })
    const given = vectors([3], [4])
    const { gradients, norm } = clipGradients(given)
    expect(gradients).toBe(given)
    expect((await norm.data())[0]).toBe(5)
    dispose([norm, given])
  })

  it.each<[ClipOptions]>([[{ norm: 1 }], [{ perWeightNorm: 1 }], [{ value: 1 }]])(
    'leaves what is not finite for the loop to find: %j',
    async (options) => {
      for (const bad of [Infinity, -Infinity]) {
        const { values, length } = await clip(vectors([bad, 4], [2]), options)
        expect(length).toBe(Infinity)
        expect(values.slice(0, 2)).toEqual([bad, 4])
      }
      const { values, length } = await clip(vectors([Number.NaN, 4], [2]), options)
      expect(length).toBeNaN()
      expect(Number.isFinite(values[0])).toBe(false)
    },
  )

  it.each<[ClipOptions, string]>([
    [{ norm: 0 }, 'clip.norm: expected a positive number, got 0'],
    [{ value: -1 }, 'clip.value: expected a positive number, got -1'],
    [{ perWeightNorm: Number.NaN }, 'clip.perWeightNorm: expected a positive number, got NaN'],
  ])('refuses %j', (options, message) => {
    expect(() => clipGradients({}, options)).toThrow(new RangeError(message))
  })
})
