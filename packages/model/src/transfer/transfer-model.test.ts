import { useBackend } from '@convlens/backend/node'
import { expectClose, maxRelativeError } from '@convlens/testing'
import { type Tensor, type io, memory, tensor, tidy } from '@tensorflow/tfjs-core'
import {
  type LayersModel,
  type SymbolicTensor,
  input,
  layers,
  loadLayersModel,
  model as modelOf,
  sequential,
} from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { parseClassifier } from '../bundle/parse-classifier.ts'
import { serialiseClassifier } from '../bundle/serialise-classifier.ts'
import type { Layer } from '../layer.ts'
import { presetNames, presetSpec } from '../presets/presets.ts'
import { namedWeights } from '../weights/named-weights.ts'
import { type TransferOptions, transferModel } from './transfer-model.ts'

beforeAll(async () => {
  await useBackend('wasm')
})

afterAll(() => {
  expect(memory().numTensors).toBe(0)
})

const apply = (layer: unknown, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  (layer as Layer).apply(x) as SymbolicTensor

const noise = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1009) / 1009)

/** What a model gives for two pictures of noise. */
const answer = (model: LayersModel): Float32Array =>
  tidy(() => {
    const [, height, width, channels] = model.inputs[0]!.shape as [null, number, number, number]
    const x = tensor(noise(2 * height * width * channels), [2, height, width, channels])
    return (model.predict(x) as Tensor).dataSync() as Float32Array
  })

/** What the layer of a flat model gives. */
function answerOf(model: LayersModel, layer: string): Float32Array {
  return answer(modelOf({ inputs: model.inputs, outputs: model.getLayer(layer).output as SymbolicTensor }))
}

/** The nested base of a transferred model. */
const baseOf = (model: LayersModel): LayersModel => model.getLayer('base') as unknown as LayersModel

async function reload(model: LayersModel): Promise<LayersModel> {
  let saved: io.ModelArtifacts | undefined
  await model.save({
    save: async (artifacts) => {
      saved = artifacts
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    },
  })
  return loadLayersModel({ load: async () => saved! })
}

/** As tfjs-converter leaves a Keras model: a model with skip connections, followed by layers. */
function nestedBase(first = 'conv'): LayersModel {
  const inside = input({ shape: [12, 12, 2], name: 'inside' })
  const a = apply(layers.conv2d({ name: 'conv', filters: 3, kernelSize: 3, padding: 'same' }), inside)
  const b = apply(layers.conv2d({ name: 'conv_b', filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }), a)
  const inner = modelOf({ name: 'features', inputs: inside, outputs: apply(layers.add({ name: 'add' }), [a, b]) })
  const start = input({ shape: [12, 12, 1], name: 'start' })
  const before = apply(layers.conv2d({ name: first, filters: 2, kernelSize: 1 }), start)
  const after = apply(layers.conv2d({ name: 'after', filters: 4, kernelSize: 3 }), apply(inner, before))
  const flat = apply(layers.flatten({ name: 'flatten' }), after)
  return modelOf({ inputs: start, outputs: apply(layers.dense({ name: 'old_head', units: 5 }), flat) })
}

describe('transferModel', () => {
  it.each(presetNames)('cuts %s behind its last maps', (preset) => {
    const before = memory().numTensors
    const base = buildCnn({
      preset,
      input: [presetSpec(preset).preprocess.channels === 3 ? 100 : 32, 100, presetSpec(preset).input[2]],
    })
    const last = { 'covid-seed': 'pool5', compact: 'relu5', residual: 'stage4_block1_relu2', depthwise: 'last_relu' }[
      preset
    ]
    const model = transferModel({ base, classes: 3, seed: 1 })
    expect(model.outputShape).toEqual([null, 3])
    expect(baseOf(model).layers.at(-1)!.name).toBe(last)
    expectClose(answer(baseOf(model)), answerOf(base, last), 0)
    base.dispose()
    expect(answer(model).length).toBe(6)
    model.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('leaves the base usable and unchanged, and shares no weight with it', () => {
    const base = buildCnn({ input: [12, 12, 1], filters: [3, 4], batchNorm: true, seed: 5 })
    const first = answer(base)
    const model = transferModel({ base, classes: 2, seed: 1 })
    const transferred = answer(model)
    for (const { variable } of namedWeights(model))
      tidy(() => variable.assign(tensor(noise(variable.size), variable.shape)))
    expect(answer(base)).toEqual(first)
    // An added inbound node would make this throw.
    expect((base.getLayer('conv2').output as SymbolicTensor).shape).toEqual([null, 6, 6, 4])
    const again = transferModel({ base, classes: 2, seed: 1 })
    for (const { variable } of namedWeights(base))
      tidy(() => variable.assign(tensor(noise(variable.size), variable.shape)))
    expect(answer(again)).toEqual(transferred)
    expect(answer(base)).not.toEqual(first)
    for (const each of [base, model, again]) each.dispose()
  })

  it('names the base base, the head head_..., and seeds the head alone', () => {
    const base = buildCnn({ input: [12, 12, 1], filters: [3], seed: 5 })
    const head = { pooling: 'max', dense: [6, { units: 4, dropout: 0.5 }], dropout: 0.25 } as const
    const [one, same, other] = [1, 1, 2].map((seed) => transferModel({ base, head, classes: 3, seed }))
    expect(one!.layers.map(({ name }) => name)).toEqual([
      'input',
      'base',
      'head_pool',
      'head_dense1',
      'head_dense2',
      'head_dense2_dropout',
      'head_dropout',
      'head_output',
    ])
    expect(one!.getLayer('head_pool').getClassName()).toBe('GlobalMaxPooling2D')
    expect(
      namedWeights(one!)
        .map(({ name }) => name)
        .slice(0, 3),
    ).toEqual(['base/conv1/kernel', 'base/conv1/bias', 'head_dense1/kernel'])
    expect(answer(same!)).toEqual(answer(one!))
    const kernels = (name: string): Float32Array[] =>
      [one!, other!].map(
        (each) =>
          namedWeights(each)
            .find((weight) => weight.name === name)!
            .variable.dataSync() as Float32Array,
      )
    expect(maxRelativeError(...(kernels('base/conv1/kernel') as [Float32Array, Float32Array]))).toBe(0)
    expect(maxRelativeError(...(kernels('head_output/kernel') as [Float32Array, Float32Array]))).toBeGreaterThan(0.1)
    for (const each of [base, one!, same!, other!]) each.dispose()
  })

  it('unfolds nested models, wherever it cuts', () => {
    const base = nestedBase()
    const whole = transferModel({ base })
    expect(baseOf(whole).layers.map(({ name }) => name)).toEqual([
      'start',
      'conv',
      'features_conv',
      'conv_b',
      'add',
      'after',
    ])
    expectClose(answer(baseOf(whole)), answerOf(base, 'after'), 0)
    const inside = transferModel({ base, cut: 'features/conv_b' })
    expect(baseOf(inside).layers.at(-1)!.name).toBe('conv_b')
    const model = transferModel({ base, cut: 'features' })
    expect(baseOf(model).layers.at(-1)!.name).toBe('add')
    expect(baseOf(model).outputShape).toEqual([null, 12, 12, 3])
    for (const each of [base, whole, inside, model]) each.dispose()
  })

  it('cuts a model that was loaded, and can itself be saved, bundled, loaded and cut again', async () => {
    // Two layers of one name are more than tfjs can load.
    const built = nestedBase('first')
    const base = await reload(built)
    const model = transferModel({ base, head: { dense: [4] }, classes: 2, seed: 3 })
    const direct = transferModel({ base: built, head: { dense: [4] }, classes: 2, seed: 3 })
    expect(answer(model)).toEqual(answer(direct))

    const loaded = await reload(model)
    expect(answer(loaded)).toEqual(answer(model))
    const preprocess = { version: 1, width: 12, height: 12, channels: 1, fit: 'stretch', scaling: 'unit' } as const
    const bytes = await serialiseClassifier({
      model,
      labels: ['a', 'b'],
      positive: 'a',
      threshold: 0.5,
      preprocess,
      provenance: {},
    })
    const bundled = await parseClassifier(bytes)
    expect(answer(bundled.model)).toEqual(answer(model))

    const twice = transferModel({ base: loaded, classes: 3, seed: 3 })
    expectClose(answer(baseOf(twice)), answer(baseOf(model)), 0)
    expect(namedWeights(twice).map(({ path }) => path)).toContain('base/conv')
    for (const each of [built, base, model, direct, loaded, bundled.model, twice]) each.dispose()
  })

  it('takes a base in a Sequential, one cut behind its dense layers, and keeps what is frozen', () => {
    const inner = buildCnn({ input: [12, 12, 1], filters: [3], batchNorm: true, dense: [5] })
    const outer = sequential({ layers: [inner as never, layers.dense({ name: 'more', units: 2 })] })
    inner.trainable = false
    const model = transferModel({ base: outer, cut: 'cnn/dense1' })
    expect(model.layers.map(({ name }) => name)).toEqual(['input', 'base', 'head_output'])
    expectClose(answer(baseOf(model)), answerOf(inner, 'dense1'), 0)
    expect(
      namedWeights(model)
        .filter(({ trainable }) => trainable)
        .map(({ path }) => path),
    ).toEqual(['head_output', 'head_output'])
    model.dispose()
    outer.dispose()
  })

  it('refuses what it cannot do, and leaves nothing behind', () => {
    const base = buildCnn({ input: [12, 12, 1], filters: [3], dense: [4] })
    const dense = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] })
    const two = [input({ shape: [4, 4, 1] }), input({ shape: [4, 4, 1] })]
    const both = modelOf({ inputs: two, outputs: apply(layers.add(), two) })
    const before = memory().numTensors
    const refused: [unknown, string][] = [
      [{}, 'base: expected a layers model, got "undefined"'],
      [{ base, cut: 'conv9' }, "cut: the base has no layer 'conv9'; layers with height and width are conv1, pool1"],
      [{ base, cut: 'dense1', head: { pooling: 'max' } }, 'head.pooling: expected none, as the base gives no maps'],
      [{ base, head: { pooling: 'min' } }, `head.pooling: expected 'average' or 'max' or 'flatten', got "min"`],
      [{ base, head: { units: 4 } }, 'head.units: no such option; there are pooling, dense, dropout'],
      [{ base, head: { dense: [0] } }, 'head.dense[0].units: expected an integer of at least 1, got 0'],
      [{ base, head: { dropout: 1 } }, 'head.dropout: expected a number from 0'],
      [{ base, classes: 1 }, 'classes: expected an integer of at least 2, got 1'],
      [{ base, seed: 0.5 }, 'seed: expected an integer, got 0.5'],
      [{ base, freeze: true }, 'freeze: no such option; there are base, cut, head, classes, seed'],
      [{ base: dense }, 'cut: no layer of the base gives maps with height and width; name one'],
      [{ base: both }, 'base: expected one input, got 2'],
    ]
    for (const [options, message] of refused) {
      expect(() => transferModel(options as TransferOptions)).toThrow(RangeError)
      expect(() => transferModel(options as TransferOptions)).toThrow(message)
    }
    expect(memory().numTensors).toBe(before)
    base.dispose()
    dense.dispose()
  })
})
