/** Cases 1 to 3: numbers of Captum, and what must be equal by definition. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { createExplainer } from '../explainer.ts'
import { gradCam } from '../methods/grad-cam.ts'
import { hiResCam } from '../methods/hi-res-cam.ts'
import { xGradCam } from '../methods/x-grad-cam.ts'
import { captumNetwork, fillWeights, pictures, twins } from '../networks.test-support.ts'
import { type Case, must, mustBeClose, mustEqual, toleranceOn } from './check.test-support.ts'

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

/** Captum, tests/attr/layer/test_layer_grad_cam.py: test_simple_input_conv, test_simple_input_conv_relu. */
const captum: Case = {
  name: '1: the numbers of Captum',
  async run(backendName) {
    const { model, x } = captumNetwork()
    const expected = { conv1: [11.25, 13.5, 20.25, 22.5], relu1: [0, 4, 28, 32.5] }
    for (const [layer, map] of Object.entries(expected)) {
      const { raw, info } = await createExplainer(model, { layer }).explain(x, { target: { class: 0 } })
      mustBeClose(`map at ${layer}`, raw, map, toleranceOn(backendName))
      // By hand: (4 + 31 + 40 + 0) - (0 + 6 + 15).
      mustBeClose('score', [info.logit], [54], toleranceOn(backendName))
    }
  },
}

/** Convolutions, global average pooling, a dense layer. */
function pooledNetwork(activation: 'relu' | 'linear'): LayersModel {
  return fillWeights(
    sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 2], filters: 3, kernelSize: 3, activation: 'relu' }),
        layers.conv2d({ name: 'last', filters: 4, kernelSize: 2, activation }),
        layers.globalAveragePooling2d({}),
        layers.dense({ name: 'scores', units: 3, activation: 'softmax' }),
      ],
    }),
  )
}

/** Zhou 2016, CAM: sum_k w_k A_k, from the activations and the weights themselves. */
async function classActivationMap(model: LayersModel, x: tf.Tensor, wanted: number): Promise<number[]> {
  const activations = tf.tidy(
    () => model.layers.slice(0, 2).reduce((y, layer) => layer.apply(y) as tf.Tensor, x) as tf.Tensor4D,
  )
  const [a, w] = await Promise.all([activations.data(), model.getLayer('scores').getWeights()[0]!.data()])
  const channels = activations.shape[3]
  const map = Array.from({ length: a.length / channels }, () => 0)
  a.forEach((value, i) => (map[Math.floor(i / channels)]! += value * w[(i % channels) * 3 + wanted]!))
  return map
}

const pooling: Case = {
  name: '2: behind global average pooling Grad-CAM = HiResCAM = CAM / Z, and XGrad-CAM too for A >= 0',
  async run(backendName) {
    const x = pictures(1, 8, 2)
    for (const activation of ['relu', 'linear'] as const) {
      const model = pooledNetwork(activation)
      const cam = await classActivationMap(model, x, 2)
      const expected = cam.map((value) => value / cam.length)
      if (activation === 'linear') must(Math.min(...expected) < 0, 'the linear network has no negative cell')
      for (const method of [gradCam, hiResCam, ...(activation === 'relu' ? [xGradCam] : [])]) {
        const { raw, info } = await createExplainer(model).explain(x, { target: { class: 2 }, method })
        mustBeClose(`${method.name}, ${activation}`, raw, expected, toleranceOn(backendName))
        const bias = (await model.getLayer('scores').getWeights()[1]!.data())[2]!
        mustBeClose(`score, ${activation}`, [info.logit], [sum(expected) + bias], toleranceOn(backendName))
      }
    }
  },
}

/** A convolution that passes the picture [[1, 2], [3, 4]] on, and weights [[1, -1], [-1, 1]] that make the score. */
async function checkByHand(): Promise<void> {
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [2, 2, 1], filters: 1, kernelSize: 1 }),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ],
  })
  const weights = [tf.ones([1, 1, 1, 1]), tf.zeros([1]), tf.tensor2d([1, -1, -1, 1], [4, 1]), tf.tensor1d([0.5])]
  model.setWeights(weights)
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1])
  const explainer = createExplainer(model)
  // The mean of the gradient is 0, so Grad-CAM sees nothing where HiResCAM sees everything.
  const blind = await explainer.explain(x, { target: { class: 0 }, method: gradCam })
  mustEqual('Grad-CAM by hand', Array.from(blind.raw, Math.abs), [0, 0, 0, 0])
  mustEqual('degenerate', blind.info.degenerate, 'zero')
  const seeing = await explainer.explain(x, { target: { class: 0 }, method: hiResCam })
  mustBeClose('HiResCAM by hand', seeing.raw, [1, -2, -3, 4], 1e-6)
  mustEqual('score by hand', seeing.info.logit, 0.5)
}

const flattening: Case = {
  name: '3: behind flattening the sum of HiResCAM is the score without its bias, and a case by hand',
  async run(backendName) {
    const model = twins().sequential
    const bias = await model.getWeights().at(-1)!.data()
    const x = pictures(1, 12, 2)
    for (const wanted of [0, 1, 2]) {
      const { raw, info } = await createExplainer(model).explain(x, { target: { class: wanted }, method: hiResCam })
      // The terms cancel in part, so the rounding is that of their sizes.
      const size = sum(raw.map(Math.abs))
      mustBeClose(
        `sum, class ${wanted}`,
        [sum(raw), size],
        [info.logit - bias[wanted]!, size],
        toleranceOn(backendName),
      )
    }
    await checkByHand()
  },
}

export const knownNumbers: Case[] = [captum, pooling, flattening]
