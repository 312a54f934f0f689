import { useBackend } from '@convlens/backend/node'
import { expectClose, maxRelativeError } from '@convlens/testing'
import { type Tensor, type io, memory, oneHot, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel, model as modelOf } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import golden from '../../golden/presets.json' with { type: 'json' }
import { buildCnn } from '../build/build-cnn.ts'
import { countMultiplications } from '../inspect/count-multiplications.ts'
import { blobs } from '../training/blobs.test-support.ts'
import { namedWeights } from '../weights/named-weights.ts'
import type { PresetName } from './preset-spec.ts'
import { presetNames, presetSpec } from './presets.ts'

beforeAll(async () => {
  await useBackend('wasm')
})

/** `values` of golden/presets.py. */
function values(name: string, size: number, low: number, high: number): Float32Array {
  const key = Array.from(name).reduce((sum, letter, i) => sum + (i + 1) * letter.charCodeAt(0), 0)
  return Float32Array.from({ length: size }, (_, i) => {
    const word = ((((i * 7919 + key * 104729) % 65521) * 31) % 1009) / 1008
    return low + (high - low) * word
  })
}

/** `range_of` of golden/presets.py. */
function rangeOf(weight: string, shape: readonly number[]): [number, number] {
  if (weight === 'gamma' || weight === 'moving_variance') return [0.5, 1.5]
  if (weight === 'beta' || weight === 'moving_mean' || weight === 'bias') return [-0.25, 0.25]
  const fan = weight === 'depthwise_kernel' ? shape[0]! * shape[1]! : shape.slice(0, -1).reduce((a, b) => a * b, 1)
  return [-Math.sqrt(6 / fan), Math.sqrt(6 / fan)]
}

function fill(model: LayersModel): void {
  for (const { name, layer, variable } of namedWeights(model)) {
    const [low, high] = rangeOf(name.split('/')[1]!, variable.shape)
    tidy(() => variable.assign(tensor(values(name, variable.size, low, high), variable.shape)))
    expect(layer.built).toBe(true)
  }
}

// Source of the numbers: golden/presets.py (Keras).
describe.each(golden.cases)('$name', ({ name, parameters, trainable, multiplications, shapes, gap, outputs }) => {
  const preset = name as PresetName

  it('has the layers, parameters and multiplications of the network in Keras', () => {
    const model = buildCnn({ preset })
    expect(model.countParams()).toBe(parameters)
    expect(countMultiplications(model)).toBe(multiplications)
    expect(model.trainableWeights.reduce((sum, weight) => sum + weight.read().size, 0)).toBe(trainable)
    const ours = model.layers.filter((layer) => layer.weights.length > 0)
    expect(Object.fromEntries(ours.map((layer) => [layer.name, layer.outputShape.slice(1)]))).toEqual(shapes)
    model.dispose()
  })

  it('gives the features and probabilities of Keras for the same weights', async () => {
    const model = buildCnn({ preset, input: [64, 64, 1] })
    fill(model)
    const x = tensor(values('pictures', 3 * 64 * 64, -1, 1), [3, 64, 64, 1])
    const features = modelOf({ inputs: model.inputs, outputs: model.getLayer('gap').output })
    const pooled = features.predict(x) as Tensor
    const probabilities = model.predict(x) as Tensor
    expectClose(await pooled.data(), gap, 1e-5)
    expectClose(await probabilities.data(), outputs, 1e-5)
    for (const each of [x, pooled, probabilities]) each.dispose()
    model.dispose()
  })

  it('learns on wasm, and is again the same when plain tfjs has saved and loaded it', async () => {
    const before = memory().numTensors
    const model = buildCnn({ preset, input: [32, 32, 1], seed: 3 })
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' })
    const losses: number[] = []
    for (let epoch = 0; epoch < 4; epoch++) {
      for await (const { x, shape, y } of blobs({ count: 32, batchSize: 16, size: 32 })) {
        const pictures = tensor(x, [...shape])
        const targets = tidy(() => oneHot(tensor1d(y, 'int32'), 2))
        losses.push((await model.trainOnBatch(pictures, targets)) as number)
        pictures.dispose()
        targets.dispose()
      }
    }
    expect(losses.at(-1)! + losses.at(-2)!).toBeLessThan(0.8 * (losses[0]! + losses[1]!))

    let saved: io.ModelArtifacts | undefined
    await model.save({
      save: async (artifacts) => {
        saved = artifacts
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
      },
    })
    const loaded = await loadLayersModel({ load: async () => saved! })
    for await (const { x, shape } of blobs({ count: 4, batchSize: 4, size: 32 })) {
      const [one, two] = [model, loaded].map((each) =>
        tidy(() => (each.predict(tensor(x, [...shape])) as Tensor).dataSync()),
      )
      expect(two).toEqual(one)
    }
    loaded.dispose()
    model.optimizer.dispose()
    model.dispose()
    expect(memory().numTensors).toBe(before)
  })
})

/** The last convolution in the order of the layers. */
function lastOf(preset: PresetName): string {
  const model = buildCnn({ preset, input: [64, 64, 1] })
  const { name } = model.layers.findLast((layer) => layer.getClassName() === 'Conv2D')!
  model.dispose()
  return name
}

describe('presets', () => {
  it('take other classes, sizes and seeds, and seed every kernel', async () => {
    for (const preset of ['residual', 'depthwise'] as const) {
      const build = (seed: number) => buildCnn({ preset, input: [48, 40, 3], classes: 4, seed })
      const models = [build(1), build(1), build(2)]
      expect(models[0]!.inputs[0]!.shape).toEqual([null, 48, 40, 3])
      expect(models[0]!.outputShape).toEqual([null, 4])
      const [one, same, other] = models.map((model) => namedWeights(model))
      for (const [i, { name, variable }] of one!.entries()) {
        expect(maxRelativeError(same![i]!.variable.dataSync(), variable.dataSync()), name).toBe(0)
        if (!name.endsWith('kernel')) continue
        expect(maxRelativeError(other![i]!.variable.dataSync(), variable.dataSync()), name).toBeGreaterThan(0.1)
      }
      for (const model of models) model.dispose()
    }
  })

  it('have a last convolution on the trunk, which is what Grad-CAM looks at', () => {
    expect(lastOf('residual')).toBe('stage4_block1_conv2')
    expect(lastOf('depthwise')).toBe('last_conv')
  })

  it('keep to their word about input and preprocessing', () => {
    for (const name of presetNames) {
      const { input, preprocess, network } = presetSpec(name)
      expect(network.input).toEqual(input)
      expect([preprocess.height, preprocess.width, preprocess.channels]).toEqual(input)
    }
    expect(() => presetSpec('resnet' as PresetName)).toThrow(
      'preset: no preset named "resnet"; there are covid-seed, compact, residual, depthwise',
    )
  })

  it('are read by other programs: plain blocks stay as they were', () => {
    for (const name of ['covid-seed', 'compact'] as const) {
      const { network } = presetSpec(name)
      expect('kind' in network).toBe(false)
      expect('blocks' in network && network.blocks.length).toBe(5)
    }
  })

  afterAll(() => {
    expect(memory().numTensors).toBe(0)
  })
})
