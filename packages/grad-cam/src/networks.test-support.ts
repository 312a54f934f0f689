/** Networks and pictures of the tests: everything from a formula, nothing from chance. */
import { buildCnn } from '@convlens/model'
import * as tf from '@tensorflow/tfjs-core'
import { input, layers, type LayersModel, model as functional, sequential } from '@tensorflow/tfjs-layers'

/** `count` numbers in [0, 1); golden/covid-seed.py computes the same. */
export function mulberry32(seed: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const a = (seed + Math.imul(i + 1, 0x6d2b79f5)) | 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  })
}

/** Fills every weight: kernels He-uniform, vectors within +-.05 (+1 for variances and scales of BatchNorm). */
export function fillWeights(model: LayersModel): LayersModel {
  const filled = model.weights.map(({ shape, originalName }, i) => {
    const sizes = shape as number[]
    const fan = sizes.slice(0, -1).reduce((product, side) => product * side, 1)
    const scale = sizes.length === 1 ? 0.05 : Math.sqrt(6 / fan)
    const shift = /gamma|variance/.test(originalName) ? 1 : 0
    const values = mulberry32(i + 1, fan * sizes.at(-1)!).map((u) => (2 * u - 1) * scale + shift)
    return tf.tensor(Float32Array.from(values), sizes)
  })
  model.setWeights(filled)
  tf.dispose(filled)
  return model
}

/** `count` pictures: half noise, half diagonal ramp, within 0..1. The first is that of golden/covid-seed.py. */
export function pictures(count: number, side: number, channels: number): tf.Tensor4D {
  const size = side * side * channels
  const data = new Float32Array(count * size)
  for (let n = 0; n < count; n++) {
    const noise = mulberry32(1000 + n, size)
    for (let i = 0; i < size; i++) {
      const cell = Math.floor(i / channels)
      const ramp = (Math.floor(cell / side) + (cell % side)) / (2 * side - 2)
      data[n * size + i] = 0.5 * noise[i]! + 0.5 * ramp
    }
  }
  return tf.tensor4d(data, [count, side, side, channels])
}

/** Captum's one-convolution network (tests/helpers/basic_models.py), its dense weights reordered from CHW to HWC. */
export function captumNetwork(): { model: LayersModel; x: tf.Tensor4D } {
  const model = sequential({
    layers: [
      layers.conv2d({ name: 'conv1', inputShape: [4, 4, 1], filters: 2, kernelSize: 3 }),
      layers.reLU({ name: 'relu1' }),
      layers.flatten(),
      layers.dense({ units: 4, activation: 'relu' }),
    ],
  })
  const signs = [1, 1, 1, -1, 1, -1, 1, -1].flatMap((sign) => [sign, sign, sign, sign])
  const weights = [tf.ones([3, 3, 1, 2]), tf.tensor1d([-50, -75]), tf.tensor2d(signs, [8, 4]), tf.zeros([4])]
  model.setWeights(weights)
  tf.dispose(weights)
  return {
    model,
    x: tf.tensor4d(
      Float32Array.from({ length: 16 }, (_, i) => i),
      [1, 4, 4, 1],
    ),
  }
}

/** How the last layers of `smallNetwork` are made. */
export type HeadStyle = 'softmax' | 'softmax-layer' | 'activation-layer' | 'sigmoid' | 'linear'

/** conv1 -> BatchNorm -> ReLU -> pool -> conv2 -> head, on 12x12x2 pictures, with three classes (sigmoid: one unit). */
export function smallNetwork(head: HeadStyle = 'softmax', scale = 1): LayersModel {
  const dense = { units: head === 'sigmoid' ? 1 : 3, name: 'scores' }
  const model = sequential({
    layers: [
      layers.conv2d({ name: 'conv1', inputShape: [12, 12, 2], filters: 4, kernelSize: 3 }),
      layers.batchNormalization({ name: 'norm' }),
      layers.activation({ activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ name: 'conv2', filters: 5, kernelSize: 2, activation: 'relu' }),
      layers.flatten(),
      layers.dropout({ rate: 0.5 }),
      ...(head === 'softmax' || head === 'sigmoid'
        ? [layers.dense({ ...dense, activation: head })]
        : [layers.dense(dense)]),
      ...(head === 'softmax-layer' ? [layers.softmax()] : []),
      ...(head === 'activation-layer' ? [layers.activation({ activation: 'softmax' })] : []),
    ],
  })
  fillWeights(model)
  const [kernel, bias] = model.getLayer('scores').getWeights()
  const scaled = tf.mul(kernel!, scale)
  model.getLayer('scores').setWeights([scaled, bias!])
  scaled.dispose()
  return model
}

/** The network of `smallNetwork`'s kind as functional model: nested features, a skip connection, a second input. */
export function graphNetwork(activation: 'softmax' | 'linear' = 'softmax'): LayersModel {
  const inner = sequential({
    name: 'features',
    layers: [
      layers.conv2d({ name: 'conv1', inputShape: [12, 12, 2], filters: 4, kernelSize: 3, activation: 'relu' }),
      layers.conv2d({ name: 'conv2', filters: 4, kernelSize: 3, padding: 'same' }),
    ],
  })
  const picture = input({ shape: [12, 12, 2] })
  const age = input({ shape: [3] })
  const features = inner.apply(picture) as ReturnType<typeof input>
  const skip = layers
    .conv2d({ name: 'conv3', filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' })
    .apply(features)
  const sum = layers.add().apply([features, skip as ReturnType<typeof input>])
  const pooled = layers.globalAveragePooling2d({}).apply(sum) as ReturnType<typeof input>
  const joined = layers.concatenate().apply([pooled, age])
  const scores = layers.dense({ units: 3, activation }).apply(joined) as ReturnType<typeof input>
  return fillWeights(functional({ inputs: [picture, age], outputs: scores }))
}

/** One convolution used twice: `conv(conv(x))`. */
export function sharedNetwork(activation: 'softmax' | 'linear' = 'softmax'): LayersModel {
  const picture = input({ shape: [6, 6, 2] })
  const conv = layers.conv2d({ name: 'twice', filters: 2, kernelSize: 3, padding: 'same', activation: 'elu' })
  const once = conv.apply(picture) as ReturnType<typeof input>
  const twice = conv.apply(once) as ReturnType<typeof input>
  const flat = layers.flatten().apply(twice) as ReturnType<typeof input>
  const scores = layers.dense({ units: 2, activation }).apply(flat) as ReturnType<typeof input>
  return fillWeights(functional({ inputs: picture, outputs: scores }))
}

/** A network for pictures of 6 x 8 x 2; with channels first, tfjs' layers transpose inside. */
export function layoutNetwork(dataFormat: 'channelsLast' | 'channelsFirst'): LayersModel {
  const inputShape = dataFormat === 'channelsLast' ? [6, 8, 2] : [2, 6, 8]
  const model = sequential({
    layers: [
      layers.conv2d({ name: 'conv1', inputShape, filters: 3, kernelSize: 3, activation: 'relu', dataFormat }),
      layers.flatten({ dataFormat }),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
  })
  return fillWeights(model)
}

function twinFeatures(): layers.Layer[] {
  return [
    layers.conv2d({ name: 'conv1', inputShape: [12, 12, 2], filters: 4, kernelSize: 3, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: 2 }),
    layers.conv2d({ name: 'conv2', filters: 5, kernelSize: 2, activation: 'relu' }),
  ]
}

function twinHead(): layers.Layer[] {
  return [layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })]
}

/** The same network four ways, with the same weights: sequential, functional, nested, nested twice. */
export function twins(): Record<'sequential' | 'functional' | 'nested' | 'nestedTwice', LayersModel> {
  const picture = input({ shape: [12, 12, 2] })
  const chained = [...twinFeatures(), ...twinHead()].reduce((x, layer) => layer.apply(x) as typeof picture, picture)
  const inner = sequential({ name: 'inner', layers: twinFeatures() })
  const middle = sequential({ name: 'middle', layers: [sequential({ name: 'inner', layers: twinFeatures() })] })
  const x = input({ shape: [12, 12, 2] })
  const outer = [middle, ...twinHead()].reduce((y, layer) => layer.apply(y) as typeof x, x)
  const models = {
    sequential: sequential({ layers: [...twinFeatures(), ...twinHead()] }),
    functional: functional({ inputs: picture, outputs: chained }),
    nested: sequential({ layers: [inner, ...twinHead()] }),
    nestedTwice: functional({ inputs: x, outputs: outer }),
  }
  Object.values(models).forEach(fillWeights)
  return models
}

/** The covid-seed network, 474,754 parameters, with the weights of golden/covid-seed.py. */
export function covidSeed(): LayersModel {
  return fillWeights(buildCnn({ preset: 'covid-seed' }))
}
