/** Conversion to and from Keras 3 by python/convlens_keras.py: the numbers that real Keras gave. */
import { useBackend } from '@convlens/backend/node'
import { expectClose } from '@convlens/testing'
import { type Tensor, io, tensor } from '@tensorflow/tfjs-core'
import {
  type LayersModel,
  type SymbolicTensor,
  input,
  layers,
  loadLayersModel,
  model,
  sequential,
} from '@tensorflow/tfjs-layers'
import { beforeAll, expect, it } from 'vitest'

import golden from '../../golden/keras.json' with { type: 'json' }

type Bytes = Uint8Array<ArrayBuffer>

beforeAll(async () => {
  await useBackend('cpu')
})

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const bytesOf = (text: string): Bytes => Uint8Array.from(Buffer.from(text, 'base64'))

/** Numbers that are exact in float32 and the same everywhere; those of gammas and variances are positive. */
function writeWeights(into: LayersModel): void {
  for (const [k, weight] of into.weights.entries()) {
    const old = weight.read()
    const positive = /gamma|moving_variance/.test(weight.originalName)
    const values = Float32Array.from(
      { length: old.size },
      (_, i) => ((i * 37 + k * 11) % 61) / 64 - (positive ? -0.25 : 0.5),
    )
    const fresh = tensor(values, old.shape)
    weight.write(fresh)
    fresh.dispose()
  }
}

const next = (layer: { apply: (x: SymbolicTensor | SymbolicTensor[]) => unknown }, ...xs: SymbolicTensor[]) =>
  layer.apply(xs.length === 1 ? xs[0]! : xs) as SymbolicTensor

/** Batch normalisation, ReLU6, a depthwise and a separable convolution, a residual connection, a layer used twice, a nested head. */
function network(): LayersModel {
  const pictures = input({ shape: [8, 8, 3], name: 'pictures' })
  let x = next(
    layers.conv2d({ name: 'stem', filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
    pictures,
  )
  x = next(layers.batchNormalization({ name: 'stem_bn', momentum: 0.9, epsilon: 0.01 }), x)
  x = next(layers.reLU({ name: 'stem_relu', maxValue: 6 }), x)
  let y = next(layers.depthwiseConv2d({ name: 'depthwise', kernelSize: 3, padding: 'same', activation: 'elu' }), x)
  y = next(layers.separableConv2d({ name: 'separable', filters: 4, kernelSize: 3, padding: 'same' }), y)
  x = next(layers.add({ name: 'residual' }), x, y)
  const twice = layers.conv2d({ name: 'twice', filters: 4, kernelSize: 1, activation: 'tanh' })
  x = next(layers.concatenate({ name: 'both' }), next(twice, x), next(twice, y))
  const head = sequential({
    name: 'head',
    layers: [
      layers.averagePooling2d({ name: 'pool', poolSize: 2, inputShape: [4, 4, 8] }),
      layers.leakyReLU({ name: 'leaky', alpha: 0.2 }),
      layers.flatten({ name: 'flatten' }),
      layers.dropout({ name: 'dropout', rate: 0.5 }),
      layers.dense({ name: 'output', units: 3, activation: 'softmax' }),
    ],
  })
  return model({ name: 'network', inputs: pictures, outputs: next(head, x) })
}

async function predictions(of: LayersModel): Promise<Float32Array> {
  const x = tensor(golden.x, [golden.shape[0]!, 8, 8, 3])
  const y = of.predict(x) as Tensor
  const values = (await y.data()) as Float32Array
  x.dispose()
  y.dispose()
  return values
}

it('gives in Keras what it gives here', async () => {
  const own = network()
  writeWeights(own)
  let saved: unknown
  await own.save(
    io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const { class_name, config } = modelTopology as { class_name: string; config: unknown }
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
      const weights = base64(new Uint8Array(io.CompositeArrayBuffer.join(weightData)))
      saved = { model: { modelTopology: { class_name, config }, weightsManifest }, weights }
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  // What golden/keras.py reads. After a change on purpose: vitest -u, then the script.
  await expect(`${JSON.stringify(saved)}\n`).toMatchFileSnapshot('../../golden/keras-ours.json')
  // Source of the numbers: golden/keras.py (keras 3.15.1 on tensorflow 2.21.0).
  expectClose(await predictions(own), golden.ours, 1e-5)
  own.dispose()
})

it.each(['theirs', 'back'] as const)('gives here what it gives in Keras: %s', async (which) => {
  const { model: json, weights, y } = golden[which]
  const loaded = await loadLayersModel(
    io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap((group) => group.weights) as io.WeightsManifestEntry[],
      weightData: bytesOf(weights).buffer,
    }),
  )
  expectClose(await predictions(loaded), y, 1e-5)
  loaded.dispose()
})
