import { listBackends, useBackend } from '@convlens/backend/node'
import { describeIf } from '@convlens/testing'
import { type Tensor, dispose, grad, memory, mul, ones, range, sum as total, tidy } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { dropoutMask, seededDropout } from './dropout.ts'
import { forwardPass } from './forward.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

const share = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0) / mask.length

const maskOf = (step: number) => dropoutMask(40_000, 0.5, [7, 'dropout1', step])

describe('dropoutMask', () => {
  it('keeps the share 1 - rate, within five standard deviations', () => {
    const size = 100_000
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.integer(), (rate, seed) => {
        const deviation = Math.sqrt((rate * (1 - rate)) / size)
        expect(Math.abs(share(dropoutMask(size, rate, [seed])) - (1 - rate))).toBeLessThan(5 * deviation)
      }),
      { numRuns: 50 },
    )
  })

  it('is the same for the same key, and independent for another step', () => {
    expect(maskOf(3)).toEqual(maskOf(3))
    const [a, b] = [maskOf(3), maskOf(4)]
    const agreement = a.reduce((sum, value, i) => sum + (value === b[i] ? 1 : 0), 0) / a.length
    expect(agreement).toBeGreaterThan(0.49)
    expect(agreement).toBeLessThan(0.51)
  })

  it('draws neighbours independently', () => {
    const mask = dropoutMask(100_000, 0.5, ['neighbours'])
    for (const lag of [1, 2, 3, 64]) {
      const both = mask.reduce((sum, value, i) => sum + (value & (mask[i + lag] ?? 0)), 0) / mask.length
      expect(Math.abs(both - 0.25)).toBeLessThan(0.01)
    }
  })

  it('draws any later part of a mask as it is in the whole', () => {
    const whole = dropoutMask(301, 0.4, ['parts'])
    fc.assert(
      fc.property(fc.nat(301), fc.nat(301), (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        expect(dropoutMask(end - start, 0.4, ['parts'], start)).toEqual(whole.subarray(start, end))
      }),
    )
  })

  it('fills odd sizes', () => {
    expect(share(dropoutMask(99_999, 0.25, [1]))).toBeCloseTo(0.75, 2)
  })
})

describe('seededDropout', () => {
  it('keeps the mean: what stays is divided by the share that stays', async () => {
    const x = ones([1000, 10])
    const y = seededDropout(x, 0.2, ['mean'])
    const values = Array.from(await y.data())
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.8)]))
    expect(values.reduce((sum, value) => sum + value, 0) / 10_000).toBeCloseTo(1, 1)
    x.dispose()
    y.dispose()
  })
})

/** What dropout makes of numbers, and of the slopes that come back. */
const dropped = async (size: number, rate: number, first: number): Promise<number[][]> => {
  const [y, dx] = tidy(() => {
    const x = range(1, size + 1)
    const drop = (values: Tensor): Tensor => seededDropout(values, rate, [5, 'drop', 2], [size], first)
    return [drop(x), grad((values) => total(mul(drop(values), x)))(x)] as const
  })
  const values = [Array.from(await y.data()), Array.from(await dx.data())]
  dispose([y, dx])
  return values
}

const cases: [number, number, number][] = [
  [1, 0.5, 0],
  [1001, 0.25, 0],
  [70_003, 0.9, 12_345],
  [16, 0.001, 2 ** 31 - 5],
]

/** With a kernel of their own for it. */
const drawing = (await listBackends()).filter((backend) => backend.name === 'wasm' || backend.name === 'tensorflow')

for (const { name, available, reason } of drawing) {
  describeIf(name, available ? undefined : reason, `seededDropout on ${name}`, () => {
    it('draws the masks of cpu, bit for bit, forwards and backwards', async () => {
      await useBackend('cpu')
      const expected = await Promise.all(cases.map((each) => dropped(...each)))
      await useBackend(name)
      const tensors = memory().numTensors
      const actual = await Promise.all(cases.map((each) => dropped(...each)))
      expect(actual).toEqual(expected)
      expect(memory().numTensors).toBe(tensors)
      await useBackend('cpu')
    })
  })
}

const scores = async (
  step: number | undefined,
  dropout = layers.dropout({ name: 'drop', rate: 0.5, inputShape: [64] }),
) => {
  const model = sequential({ layers: [dropout, layers.activation({ activation: 'softmax' })] })
  const pass = forwardPass(model, 1)
  const x = ones([2, 64])
  const y = step === undefined ? pass.run(x) : pass.run(x, step)
  const values = Array.from(await y.data())
  x.dispose()
  y.dispose()
  model.dispose()
  return values
}

const rows = async (noiseShape: number[] | undefined, count: number, first: number) => {
  const shape = noiseShape === undefined ? {} : { noiseShape }
  const model = sequential({ layers: [layers.dropout({ name: 'drop', rate: 0.5, inputShape: [7], ...shape })] })
  const x = ones([count, 7])
  const y = forwardPass(model, 1).run(x, 3, first)
  const values = Array.from(await y.data())
  dispose([x, y])
  model.dispose()
  return values
}

describe('forwardPass', () => {
  it('gives logits, drops in training at every step anew, and nothing in inference', async () => {
    const before = memory().numTensors
    expect(await scores(undefined)).toEqual(Array.from({ length: 128 }, () => 1))
    expect(await scores(0)).toEqual(await scores(0))
    expect(await scores(0)).not.toEqual(await scores(1))
    expect(new Set(await scores(5))).toEqual(new Set([0, 2]))
    expect(memory().numTensors).toBe(before)
  })

  it('honours noiseShape', async () => {
    const shared = layers.dropout({ name: 'shared', rate: 0.5, inputShape: [64], noiseShape: [1, 64] })
    const values = await scores(2, shared)
    expect(values.slice(0, 64)).toEqual(values.slice(64))
    expect(new Set(values)).toEqual(new Set([0, 2]))
  })

  it('gives a part of a batch its rows of the masks', async () => {
    for (const noiseShape of [undefined, [1, 7], [null as unknown as number, 1]]) {
      const whole = await rows(noiseShape, 5, 0)
      const parts = [await rows(noiseShape, 3, 0), await rows(noiseShape, 1, 3), await rows(noiseShape, 1, 4)]
      expect(parts.flat()).toEqual(whole)
    }
  })

  it('reaches into nested functional models and Softmax layers', async () => {
    const inner = sequential({ layers: [layers.dropout({ rate: 0.5, inputShape: [8] }), layers.softmax()] })
    const model = sequential({
      layers: [layers.dense({ units: 8, inputShape: [8], kernelInitializer: 'identity' }), inner],
    })
    const x = ones([1, 8])
    const pass = forwardPass(model, 1)
    const y = pass.run(x, 0)
    expect(pass.logits).toBe(true)
    expect(new Set(await y.data())).toEqual(new Set([0, 2]))
    y.dispose()
    x.dispose()
    model.dispose()
  })
})
