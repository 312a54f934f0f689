/** The networks of golden/methods.py, with the same weights, and what it found out about them. */
import { readFileSync } from 'node:fs'
import { expectClose } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import { input, layers, type LayersModel, model as functional, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { expect } from 'vitest'
import { covidSeed, fillWeights, pictures } from './networks.test-support.ts'

type Layer = layers.Layer

/** Feeds the output of each layer into the next. */
function chain(start: SymbolicTensor, ...steps: Layer[]): SymbolicTensor {
  return steps.reduce((x, layer) => layer.apply(x) as SymbolicTensor, start)
}

interface ConvolutionOptions {
  name: string
  filters: number
  size: number
  strides?: number
  useBias?: boolean
}

function convolution({ name, filters, size, strides = 1, useBias = true }: ConvolutionOptions): Layer {
  return layers.conv2d({ name, filters, kernelSize: size, strides, padding: 'same', useBias })
}

function depthwise(name: string, strides: number): Layer {
  return layers.depthwiseConv2d({ name, kernelSize: 3, strides, padding: 'same', useBias: false })
}

const norm = (name: string): Layer => layers.batchNormalization({ name })
const relu = (name: string): Layer => layers.activation({ name, activation: 'relu' })
const relu6 = (name: string): Layer => layers.reLU({ name, maxValue: 6 })

/** In the style of ResNet, for pictures of 48 x 48 x 3: an identity block and one with a strided projection. */
export function residualNetwork(): LayersModel {
  const picture = input({ shape: [48, 48, 3] })
  const stem = chain(
    picture,
    convolution({ name: 'conv1', filters: 8, size: 3, strides: 2 }),
    norm('norm1'),
    relu('relu1'),
  )
  const first = chain(
    stem,
    convolution({ name: 'conv2a', filters: 8, size: 3 }),
    norm('norm2a'),
    relu('relu2a'),
    convolution({ name: 'conv2b', filters: 8, size: 3 }),
    norm('norm2b'),
  )
  const middle = chain(layers.add({ name: 'add2' }).apply([stem, first]) as SymbolicTensor, relu('relu2'))
  const projected = chain(middle, convolution({ name: 'project3', filters: 16, size: 1, strides: 2 }), norm('norm3p'))
  const second = chain(
    middle,
    convolution({ name: 'conv3a', filters: 16, size: 3, strides: 2 }),
    norm('norm3a'),
    relu('relu3a'),
    convolution({ name: 'conv3b', filters: 16, size: 3 }),
    norm('norm3b'),
  )
  const scores = chain(
    layers.add({ name: 'add3' }).apply([projected, second]) as SymbolicTensor,
    relu('relu3'),
    layers.globalAveragePooling2d({}),
    layers.dense({ name: 'scores', units: 3, activation: 'softmax' }),
  )
  return fillWeights(functional({ inputs: picture, outputs: scores }))
}

/**
 * In the style of MobileNetV2 and transfer learning, for pictures of 48 x 48 x 3: a model of depthwise-separable
 * convolutions, ReLU6 and a linear bottleneck with a skip, nested in a classifier.
 */
export function mobileNetwork(): LayersModel {
  const inner = input({ shape: [48, 48, 3] })
  const narrow = chain(
    inner,
    convolution({ name: 'stem', filters: 8, size: 3, strides: 2, useBias: false }),
    norm('stemNorm'),
    relu6('stemRelu'),
    depthwise('depth1', 2),
    norm('depth1Norm'),
    relu6('depth1Relu'),
    convolution({ name: 'point1', filters: 16, size: 1, useBias: false }),
    norm('point1Norm'),
  )
  const bottleneck = chain(
    narrow,
    convolution({ name: 'expand2', filters: 32, size: 1, useBias: false }),
    norm('expand2Norm'),
    relu6('expand2Relu'),
    depthwise('depth2', 1),
    norm('depth2Norm'),
    relu6('depth2Relu'),
    convolution({ name: 'point2', filters: 16, size: 1, useBias: false }),
    norm('point2Norm'),
  )
  const features = chain(
    layers.add({ name: 'add2' }).apply([narrow, bottleneck]) as SymbolicTensor,
    convolution({ name: 'last', filters: 24, size: 1, useBias: false }),
    norm('lastNorm'),
    relu6('lastRelu'),
  )
  const mobile = functional({ name: 'mobile', inputs: inner, outputs: features })

  const picture = input({ shape: [48, 48, 3] })
  const scores = chain(
    picture,
    mobile,
    layers.globalAveragePooling2d({}),
    layers.dropout({ rate: 0.5 }),
    layers.dense({ name: 'scores', units: 3, activation: 'softmax' }),
  )
  return fillWeights(functional({ inputs: picture, outputs: scores }))
}

/** Maps of golden/methods.json: every `step`-th value, row-major, by method, one list a class. */
export interface GoldenMaps {
  shape: number[]
  step: number
  maps: Record<string, number[][]>
}

/** What golden/methods.py found out about one network. */
export interface GoldenNetwork {
  logits: number[]
  /** The classes that were explained. */
  classes: number[]
  /** By path of the layer. */
  layers: Record<string, GoldenMaps>
  /** Methods that look at the input. */
  input?: GoldenMaps
  /** FullGrad's terms, one record a class: all but `score` sum up to `score`. */
  fullGradSums?: Record<'score' | 'input' | 'biases' | 'dense' | 'clipped', number>[]
}

/** The networks of golden/methods.json. */
export type GoldenName = 'covid-seed' | 'residual' | 'mobile'

export const goldens: Record<GoldenName, GoldenNetwork> = JSON.parse(
  readFileSync(new URL('../golden/methods.json', import.meta.url), 'utf8'),
)

const builders = { 'covid-seed': covidSeed, residual: residualNetwork, mobile: mobileNetwork }

/** A network of golden/methods.py and its picture, once for each explained class. The caller disposes both. */
export function goldenCase(name: GoldenName): { model: LayersModel; x: tf.Tensor4D } {
  const x = tf.tidy(() => {
    const picture = name === 'covid-seed' ? pictures(1, 224, 3) : pictures(1, 48, 3)
    // Bright enough for ReLU6 to clip.
    return tf.tile(name === 'mobile' ? tf.mul(picture, 4) : picture, [goldens[name].classes.length, 1, 1, 1])
  })
  return { model: builders[name](), x: x as tf.Tensor4D }
}

/** Compares the whole map of class number `index` with the sample in the golden file. */
export function expectGolden(
  { raw, shape }: { raw: ArrayLike<number>; shape: readonly number[] },
  golden: GoldenMaps,
  method: string,
  index: number,
  tolerance: number,
): void {
  expect(shape).toEqual(golden.shape)
  const sample = Array.from(raw).filter((_, i) => i % golden.step === 0)
  expectClose(sample, golden.maps[method]![index]!, tolerance)
}
