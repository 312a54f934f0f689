/** Case 6: every kind of model gives the gradient that finite differences give, and the same maps. */
import * as tf from '@tensorflow/tfjs-core'
import { input, layers, type LayersModel, model as functional, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { createExplainer } from '../explainer.ts'
import { graphTwin } from '../graph-twin.test-support.ts'
import { hiResCam } from '../methods/hi-res-cam.ts'
import type { GraphModelLike } from '../models/graph-nodes.ts'
import { openNetwork } from '../models/open-network.ts'
import type { Splittable } from '../models/split-network.ts'
import { fillWeights, graphNetwork, pictures, sharedNetwork, twins } from '../networks.test-support.ts'
import type { Target } from '../types.ts'
import { type Case, mustBeClose, toleranceOn } from './check.test-support.ts'
import { checkGradient } from './differences.test-support.ts'
import { splitChain, splitGraphNetwork } from './split-twins.test-support.ts'

/** One model of a family, and where the family's tap is in it. */
interface Member {
  kind: string
  model: LayersModel | GraphModelLike | Splittable
  layer: string
  call?: number
}

/** Checks the gradient of every member at the first picture, and that maps of all pictures are those of the first. */
async function checkFamily(
  backendName: string,
  what: string,
  members: readonly Member[],
  x: tf.Tensor[],
  target: Target,
): Promise<void> {
  const tolerance = toleranceOn(backendName)
  let expected: { gradient: Float32Array; maps: number[] } | undefined
  for (const { kind, model, layer, call } of members) {
    const { network, taps } = openNetwork(model, layer, 0)
    const first = x.map((each) => tf.slice(each, 0, 1))
    const place = { network, tap: taps[0]!, inputs: first, ...(call !== undefined && { call }) }
    const gradient = await checkGradient(`${what}, ${kind}`, place, target)
    const explained = await createExplainer(model, { layer }).explainBatch(x, {
      target,
      method: hiResCam,
      ...(call !== undefined && { call }),
    })
    const maps = explained.flatMap(({ raw }) => Array.from(raw))
    expected ??= { gradient, maps }
    mustBeClose(`${what}, gradient of ${kind} against ${members[0]!.kind}`, gradient, expected.gradient, tolerance)
    mustBeClose(`${what}, maps of ${kind} against ${members[0]!.kind}`, maps, expected.maps, tolerance)
  }
}

const then = (layer: layers.Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layer.apply(x) as SymbolicTensor

/** What the other families lack: BatchNorm, ReLU apart, average pooling, dense layers, a sigmoid. */
function zooNetwork(): LayersModel {
  const picture = input({ shape: [12, 12, 2] })
  const conv1 = then(layers.conv2d({ name: 'conv1', filters: 4, kernelSize: 3, padding: 'same' }), picture)
  const active = then(layers.reLU(), then(layers.batchNormalization({}), conv1))
  const pooled = then(layers.maxPooling2d({ poolSize: 2 }), active)
  const mixed = then(layers.conv2d({ name: 'mixed', filters: 4, kernelSize: 1, activation: 'relu' }), pooled)
  const sum = then(layers.averagePooling2d({ poolSize: 2 }), then(layers.add(), [mixed, pooled]))
  const conv2 = then(layers.conv2d({ name: 'conv2', filters: 3, kernelSize: 2 }), sum)
  const features = then(layers.globalAveragePooling2d({}), conv2)
  const hidden = then(layers.dense({ units: 6, activation: 'relu' }), features)
  const outputs = then(layers.dense({ units: 1, activation: 'sigmoid' }), hidden)
  return fillWeights(functional({ inputs: picture, outputs }))
}

/** A depthwise separable convolution, as in MobileNet. */
function depthwiseNetwork(): LayersModel {
  const picture = input({ shape: [8, 8, 2] })
  const conv = then(layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, activation: 'relu' }), picture)
  const depth = layers.depthwiseConv2d({ name: 'depth', kernelSize: 3, padding: 'same', activation: 'relu' })
  const point = then(layers.conv2d({ name: 'point', filters: 3, kernelSize: 1 }), then(depth, conv))
  const outputs = then(layers.dense({ units: 2 }), then(layers.globalAveragePooling2d({}), point))
  return fillWeights(functional({ inputs: picture, outputs }))
}

const chains: Case = {
  name: '6: sequential, functional, nested, graph and split models: gradients against differences',
  async run(backendName) {
    const models = twins()
    const [plain, fused] = [await graphTwin(models.sequential, 'plain'), await graphTwin(models.nestedTwice, 'fused')]
    for (const layer of ['conv1', 'conv2']) {
      const members: Member[] = [
        { kind: 'sequential', model: models.sequential, layer },
        { kind: 'functional', model: models.functional, layer },
        { kind: 'nested', model: models.nested, layer: `inner/${layer}` },
        { kind: 'nested twice', model: models.nestedTwice, layer: `middle/inner/${layer}` },
        { kind: 'graph, plain', model: plain, layer: `${layer}/Relu` },
        { kind: 'graph, fused', model: fused, layer: `${layer}/Relu` },
        { kind: 'split', model: splitChain(models.sequential, layer), layer: 'auto' },
      ]
      await checkFamily(backendName, layer, members, [pictures(2, 12, 2)], { class: 1 })
    }
  },
}

const skips: Case = {
  name: '6: a skip connection and two inputs, as layers, graph and split model: gradients against differences',
  async run(backendName) {
    const model = graphNetwork()
    const x = [pictures(2, 12, 2), tf.tensor2d([1, 0.5, -1, 0, 2, 1], [2, 3])]
    await checkTwins(backendName, model, { conv3: 'conv3/Relu' }, x, { class: 1 })
    const [plain, fused] = [await graphTwin(model, 'plain'), await graphTwin(model, 'fused')]
    const before: Member[] = [
      { kind: 'layers', model, layer: 'features/conv2' },
      { kind: 'graph, plain', model: plain, layer: 'conv2/BiasAdd' },
      { kind: 'graph, fused', model: fused, layer: 'conv2/BiasAdd' },
      { kind: 'split', model: splitGraphNetwork(model), layer: 'auto' },
    ]
    await checkFamily(backendName, 'before the skip', before, x, { class: 1 })
  },
}

const shared: Case = {
  name: '6: each call of a shared layer: gradients against differences',
  async run(backendName) {
    const model = sharedNetwork()
    const [plain, fused] = [await graphTwin(model, 'plain'), await graphTwin(model, 'fused')]
    for (const call of [0, 1]) {
      const node = call === 0 ? 'twice/Elu' : 'twice_1/Elu'
      const members: Member[] = [
        { kind: 'layers', model, layer: 'twice', call },
        { kind: 'graph, plain', model: plain, layer: node },
        { kind: 'graph, fused', model: fused, layer: node },
      ]
      await checkFamily(backendName, `call ${call}`, members, [pictures(2, 6, 2)], { class: 1 })
    }
  },
}

const zoo: Case = {
  name: '6: BatchNorm, average pooling, dense layers, sigmoid: gradients against differences',
  async run(backendName) {
    const places = { conv1: 'conv1/BiasAdd', mixed: 'mixed/Relu', conv2: 'conv2/BiasAdd' }
    // The one score, before the sigmoid.
    const target: Target = { score: (output) => tf.sum(output) }
    await checkTwins(backendName, zooNetwork(), places, [pictures(2, 12, 2)], target)
  },
}

const depthwise: Case = {
  name: '6: depthwise convolution: gradients against differences',
  async run(backendName) {
    const places = { conv: 'conv/Relu', depth: 'depth/Relu', point: 'point/BiasAdd' }
    await checkTwins(backendName, depthwiseNetwork(), places, [pictures(2, 8, 2)], { class: 1 })
  },
}

/** Checks a layers model and both its twins at several layers, given the node of each. */
async function checkTwins(
  backendName: string,
  model: LayersModel,
  places: Record<string, string>,
  x: tf.Tensor[],
  target: Target,
): Promise<void> {
  const [plain, fused] = [await graphTwin(model, 'plain'), await graphTwin(model, 'fused')]
  for (const [layer, node] of Object.entries(places)) {
    const members: Member[] = [
      { kind: 'layers', model, layer },
      { kind: 'graph, plain', model: plain, layer: node },
      { kind: 'graph, fused', model: fused, layer: node },
    ]
    await checkFamily(backendName, layer, members, x, target)
  }
}

export const kinds: Case[] = [chains, skips, shared, zoo, depthwise]
