/** What every backend must do: the same numbers, right gradients, training that learns, and nothing left behind. */
import {
  add,
  backend,
  conv2d,
  getBackend,
  grads,
  losses,
  memory,
  mul,
  sub,
  sum,
  tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core'
import type { Scalar, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import type { Sequential } from '@tensorflow/tfjs-layers'
import { describeIf, expectClose } from '@convlens/testing'
import { beforeAll, expect, it } from 'vitest'
import { listBackends, useBackend } from './node/index.ts'

const N = 6
const SIZE = 20

/** Every kind of layer the presets are made of; names are explicit so that two networks do not collide. */
function network(dropout: boolean): Sequential {
  const model = sequential()
  const he = { kernelInitializer: 'zeros' as const }
  model.add(layers.conv2d({ ...he, inputShape: [SIZE, SIZE, 2], filters: 6, kernelSize: 3, activation: 'relu' }))
  model.add(layers.maxPooling2d({ poolSize: 2 }))
  model.add(layers.conv2d({ ...he, filters: 8, kernelSize: 3, strides: 2, padding: 'same', useBias: false }))
  model.add(layers.batchNormalization())
  model.add(layers.activation({ activation: 'relu' }))
  model.add(layers.conv2d({ ...he, filters: 5, kernelSize: 1, activation: 'linear' }))
  model.add(layers.averagePooling2d({ poolSize: 2 }))
  model.add(layers.globalAveragePooling2d({}))
  if (dropout) model.add(layers.dropout({ rate: 0.1, seed: 3 }))
  model.add(layers.dense({ ...he, units: 7, activation: 'relu' }))
  model.add(layers.dense({ ...he, units: 2, activation: 'softmax' }))
  let salt = 0
  for (const weight of model.weights.filter(({ name }) => name.includes('kernel'))) {
    const values = noise(weight.shape as number[], ++salt)
    weight.write(values)
    values.dispose()
  }
  return model
}

/** Uniform values of a layer's usual size, the same on every backend: the generator mulberry32. */
function noise(shape: number[], seed: number): Tensor {
  const fanIn = shape.slice(0, -1).reduce((a, b) => a * b, 1)
  const bound = Math.sqrt(6 / fanIn)
  let state = seed * 0x9e3779b9
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => (2 * next() - 1) * bound)
  return tensor(values, shape)
}

function pictures(): { x: Tensor; y: Tensor } {
  const x = noise([N, SIZE, SIZE, 2], 9)
  const y = tensor(Array.from({ length: N }, (_, i) => (i % 2 === 0 ? [1, 0] : [0, 1])))
  return { x, y }
}

function loss(model: Sequential, x: Tensor, y: Tensor): Scalar {
  return losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as Tensor) as Scalar
}

interface Numbers {
  forward: Float32Array
  gradients: Record<string, Float32Array>
}

/** Probabilities and the loss's gradients. */
function compute(): Numbers {
  return tidy(() => {
    const model = network(false)
    const { x, y } = pictures()
    const variables = model.trainableWeights.map((weight) => weight.read() as Variable)
    const slopes = variableGrads(() => loss(model, x, y), variables).grads
    const gradients = Object.fromEntries(
      variables.map(({ name }, i) => [`${i}`, slopes[name]!.dataSync().slice() as Float32Array]),
    )
    const forward = (model.predict(x) as Tensor).dataSync().slice() as Float32Array
    model.dispose()
    return { forward, gradients }
  })
}

function dataIds(): number {
  return (backend() as unknown as { numDataIds(): number }).numDataIds()
}

const backends = await listBackends()
let reference: Numbers

beforeAll(async () => {
  await useBackend('cpu')
  reference = compute()
})

for (const name of ['cpu', 'wasm', 'tensorflow'] as const) {
  const found = backends.find((each) => each.name === name)
  describeIf(
    name,
    found?.available === true ? undefined : (found?.reason ?? 'it is not listed'),
    `the ${name} backend`,
    () => {
      let numbers: Numbers

      beforeAll(async () => {
        await useBackend(name)
        numbers = compute()
      })

      it('is the one in use', () => {
        expect(getBackend()).toBe(name)
      })

      it('computes the probabilities of the cpu backend', () => {
        expectClose(numbers.forward, reference.forward, 1e-4)
      })

      it('computes the gradients of the cpu backend, for every weight', () => {
        expect(Object.keys(numbers.gradients)).toHaveLength(11)
        for (const [key, gradient] of Object.entries(reference.gradients)) {
          const scale = Math.max(...gradient.map(Math.abs))
          // the bias before batch normalisation aside, no gradient is zero by itself
          expect(scale, `gradient ${key}`).toBeGreaterThan(1e-6)
          expectClose(numbers.gradients[key]!, gradient, 2e-4)
        }
      })

      it.each([
        { kernel: 3, stride: 1, pad: 'valid' as const },
        { kernel: 3, stride: 2, pad: 'same' as const },
        { kernel: 5, stride: 1, pad: 'same' as const },
        { kernel: 1, stride: 3, pad: 'valid' as const },
      ])('has gradients of a convolution that differences confirm: %o', ({ kernel, stride, pad }) => {
        const { exact, differences } = tidy(() => {
          const x = noise([2, 9, 9, 3], 1) as Tensor4D
          const filter = noise([kernel, kernel, 3, 4], 2) as Tensor4D
          const weights = noise(conv2d(x, filter, stride, pad).shape, 3)
          const score = (a: Tensor, b: Tensor): Scalar =>
            sum(mul(conv2d(a as Tensor4D, b as Tensor4D, stride, pad), weights))
          const directions = [noise(x.shape, 4), noise(filter.shape, 5)] as const
          const slopes = grads(score)([x, filter])
          // the score is linear in either argument, so that a difference over any step is exact
          const [dx, df] = directions
          const along = [
            sub(score(add(x, dx), filter), score(sub(x, dx), filter)),
            sub(score(x, add(filter, df)), score(x, sub(filter, df))),
          ]
          return {
            exact: directions.map((direction, i) => sum(mul(direction, slopes[i]!)).dataSync()[0]!),
            differences: along.map((value) => value.dataSync()[0]! / 2),
          }
        })
        expect(Math.min(...exact.map(Math.abs))).toBeGreaterThan(0.05)
        expectClose(exact, differences, 1e-4)
      })

      it('learns, and leaves neither tensors nor memory behind', async () => {
        const before = memory().numTensors
        const model = network(true)
        model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' })
        const { x, y } = pictures()
        const first = (await model.trainOnBatch(x, y)) as number
        const tensors = memory().numTensors
        const ids = dataIds()
        let last = first
        for (let i = 0; i < 40; i++) last = (await model.trainOnBatch(x, y)) as number
        expect(last).toBeLessThan(first * 0.8)
        expect(memory().numTensors).toBe(tensors)
        expect(dataIds()).toBe(ids)
        model.optimizer.dispose()
        model.dispose()
        x.dispose()
        y.dispose()
        expect(memory().numTensors - before).toBeLessThanOrEqual(0)
      })
    },
  )
}
