/** The captured gradients against finite differences at the tap. */
import { expectClose } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate } from './backends.test-support.ts'
import { pass } from './engine/gradients.ts'
import { scorerOf } from './engine/scorer.ts'
import { findLayer } from './models/layers.ts'
import { layersNetwork, tapOf } from './models/layers-network.ts'
import { Patches } from './models/patch.ts'
import { graphNetwork, mulberry32, pictures, sharedNetwork, smallNetwork } from './networks.test-support.ts'

// Small enough to meet few kinks of ReLU, large enough for single precision.
const step = 1 / 256

/** Score of a class of a linear model while one value of a layer's output is moved by `delta`. */
function nudged(
  model: LayersModel,
  inputs: tf.Tensor[],
  layer: string,
  call: number,
  cell: number,
  delta: number,
): number[] {
  const target = findLayer(model, layer).layer
  const original = target.call
  const patches = new Patches()
  let calls = 0
  patches.set(target, 'call', (x: tf.Tensor, kwargs: object) => {
    const y = original.call(target, x, kwargs) as tf.Tensor
    if (calls++ !== call) return y
    const change = tf.buffer(y.shape)
    change.values[cell] = delta
    return tf.add(y, change.toTensor())
  })
  try {
    return tf.tidy(() => [...(model.apply(inputs, { training: false }) as tf.Tensor).dataSync()])
  } finally {
    patches.restore()
  }
}

describe('gradients at the tap', () => {
  beforeAll(() => activate('cpu'))
  it.each<[string, () => LayersModel, () => tf.Tensor[], string, number]>([
    ['sequential, last convolution', () => smallNetwork('linear'), () => [pictures(1, 12, 2)], 'conv2', 0],
    ['sequential, before BatchNorm and pooling', () => smallNetwork('linear'), () => [pictures(1, 12, 2)], 'conv1', 0],
    [
      'nested, two inputs, before a skip connection',
      () => graphNetwork('linear'),
      () => [pictures(1, 12, 2), tf.ones([1, 3])],
      'conv2',
      0,
    ],
    [
      'two inputs, inside the skipped branch',
      () => graphNetwork('linear'),
      () => [pictures(1, 12, 2), tf.ones([1, 3])],
      'conv3',
      0,
    ],
    ['shared, first call', () => sharedNetwork('linear'), () => [pictures(1, 6, 2)], 'twice', 0],
    ['shared, second call', () => sharedNetwork('linear'), () => [pictures(1, 6, 2)], 'twice', 1],
  ])('%s', (_, build, makeInputs, layer, call) => {
    const model = build()
    const inputs = makeInputs()
    const wanted = 1
    const tap = findLayer(model, layer)
    const network = layersNetwork(model, 0)
    const { seen } = pass({
      network,
      inputs: () => inputs,
      taps: [tapOf(tap)],
      call,
      scorer: scorerOf([{ class: wanted }], network.head),
    })
    const analytic = seen[0]!.gradients!.dataSync()
    // Twenty values are enough: each is a check of its own.
    const cells = [...mulberry32(7, 20)].map((u) => Math.floor(u * analytic.length))
    const numeric = cells.map((cell) => {
      const score = (delta: number): number => nudged(model, inputs, layer, call, cell, delta)[wanted]!
      return (score(step) - score(-step)) / (2 * step)
    })
    expect(Math.max(...numeric.map(Math.abs))).toBeGreaterThan(1e-3)
    expectClose(
      cells.map((cell) => analytic[cell]!),
      numeric,
      0.02,
    )
  })
})
