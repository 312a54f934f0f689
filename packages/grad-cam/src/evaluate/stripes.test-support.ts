/** A localisation task that a small network learns in seconds: which pictures hold an upright grating, and where? */
import * as tf from '@tensorflow/tfjs-core'
import { input, layers, type LayersModel, model as functional, sequential } from '@tensorflow/tfjs-layers'
import { mulberry32 } from '../networks.test-support.ts'

export const SIDE = 24
const PATCH = 7

/** Pictures with the places of their upright gratings; labels are 1 where there is one. */
export interface Stripes {
  x: tf.Tensor4D
  labels: Float32Array
  masks: Uint8Array[]
}

/**
 * One or two flat gratings on noise, and one upright grating more for label 1, all of equal contrast and in different
 * quarters. What is bright or rich in contrast is mostly flat: a random network has no reason to prefer the upright one.
 */
export function stripes(count: number, seed: number, label?: 0 | 1): Stripes {
  const random = mulberry32(seed, count * (SIDE * SIDE + 10))
  let drawn = 0
  const below = (limit: number): number => Math.floor(random[drawn++]! * limit)
  const values = new Float32Array(count * SIDE * SIDE)
  const masks: Uint8Array[] = []
  const labels = Float32Array.from({ length: count }, (_, n) => label ?? n % 2)
  for (let n = 0; n < count; n++) {
    for (let i = 0; i < SIDE * SIDE; i++) values[n * SIDE * SIDE + i] = random[drawn++]! * 0.3
    const mask = new Uint8Array(SIDE * SIDE)
    const first = below(4)
    const gratings = 1 + below(2) + labels[n]!
    for (let which = 0; which < gratings; which++) {
      const upright = which === 0 && labels[n] === 1
      const quarter = (first + which) % 4
      const top = Math.floor(quarter / 2) * (SIDE / 2) + below(SIDE / 2 - PATCH)
      const left = (quarter % 2) * (SIDE / 2) + below(SIDE / 2 - PATCH)
      for (let y = 0; y < PATCH; y++) {
        for (let x = 0; x < PATCH; x++) {
          const i = (top + y) * SIDE + left + x
          values[n * SIDE * SIDE + i]! += ((upright ? x : y) % 2) * 0.7
          if (upright) mask[i] = 1
        }
      }
    }
    masks.push(mask)
  }
  return { x: tf.tensor4d(values, [count, SIDE, SIDE, 1]), labels, masks }
}

/** Two convolutions, global average pooling, one sigmoid unit; glorot weights from a seed. */
export function stripesNetwork(seed: number): LayersModel {
  const start = (offset: number): object => ({
    kernelInitializer: { className: 'GlorotNormal', config: { seed: seed + offset } },
  })
  const conv = { kernelSize: 3, padding: 'same', activation: 'relu' } as const
  return sequential({
    layers: [
      layers.conv2d({ ...conv, ...start(1), name: 'conv1', filters: 8, inputShape: [SIDE, SIDE, 1] }),
      layers.conv2d({ ...conv, ...start(2), name: 'conv2', filters: 8 }),
      layers.globalAveragePooling2d({}),
      layers.dense({ ...start(3), name: 'score', units: 1, activation: 'sigmoid' }),
    ],
  })
}

/** Trains it; returns the accuracy on other pictures. */
export async function trainOnStripes(model: LayersModel): Promise<number> {
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'binaryCrossentropy' })
  const { x, labels } = stripes(128, 1)
  const y = tf.tensor2d(labels, [labels.length, 1])
  await model.fit(x, y, { epochs: 20, batchSize: 32, shuffle: false })
  const test = stripes(64, 1_000_003)
  const predicted = model.predict(test.x) as tf.Tensor
  const right = (await predicted.data()).filter((p, i) => p > 0.5 === (test.labels[i] === 1)).length
  tf.dispose([x, y, test.x, predicted])
  return right / test.labels.length
}

/** Grad-CAM without a gradient: behind global average pooling, it is the ReLU of the activations weighted by the head. */
export function camOf(model: LayersModel, x: tf.Tensor4D): () => Promise<Float32Array[]> {
  const features = functional({
    inputs: model.inputs,
    outputs: model.getLayer('conv2').output as ReturnType<typeof input>,
  })
  return async () => {
    const maps = tf.tidy(() => {
      const kernel = model.getLayer('score').getWeights()[0]!
      const activations = features.predict(x) as tf.Tensor4D
      return tf.relu(tf.matMul(tf.reshape(activations, [-1, kernel.shape[0]!]), kernel as tf.Tensor2D))
    })
    const values = (await maps.data()) as Float32Array
    maps.dispose()
    const cells = SIDE * SIDE
    return Array.from({ length: x.shape[0] }, (_, n) => values.slice(n * cells, (n + 1) * cells))
  }
}
