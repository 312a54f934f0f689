/** Beyond the ten: targets that are score functions. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { createExplainer } from '../explainer.ts'
import { graphTwin } from '../graph-twin.test-support.ts'
import { openNetwork } from '../models/open-network.ts'
import { fillWeights, pictures } from '../networks.test-support.ts'
import type { ScoreTarget } from '../types.ts'
import { type Case, mustBeClose, mustEqual, mustReject, toleranceOn } from './check.test-support.ts'
import { checkGradient } from './differences.test-support.ts'

/** Two convolutions; the rest makes the output. */
function networkWith(...rest: layers.Layer[]): LayersModel {
  return fillWeights(
    sequential({
      layers: [
        layers.conv2d({ name: 'conv1', inputShape: [8, 8, 2], filters: 3, kernelSize: 3, activation: 'relu' }),
        layers.conv2d({ name: 'conv2', filters: 4, kernelSize: 2, activation: 'relu' }),
        ...rest,
      ],
    }),
  )
}

/** The upper left of 5 x 5 cells. */
const region = Array.from({ length: 25 }, (_, i) => Number(i % 5 < 3 && i < 15))

/** What a segmentation says of class 1 in the upper left. */
const lesion: ScoreTarget = {
  name: 'lesion',
  score: (output) => tf.sum(tf.mul(tf.slice(output, [0, 0, 1], [5, 5, 1]), tf.tensor3d(region, [5, 5, 1]))),
}

/** How near a regression comes to 2. */
const nearness: ScoreTarget = { score: (output) => tf.neg(tf.square(tf.sub(output, 2))) }

/** Cosine similarity of an embedding to a given one. */
const likeness: ScoreTarget = {
  name: 'cosine',
  score: (output) => {
    const reference = tf.tensor1d([1, -1, 0.5, 2, 0.25])
    const lengths = tf.mul(tf.norm(output), tf.norm(reference))
    return tf.div(tf.sum(tf.mul(output, reference)), lengths)
  },
}

const scores: Case = {
  name: 'score functions: segmentation, regression, cosine similarity: gradients against differences',
  async run(backendName) {
    const subjects: [string, LayersModel, ScoreTarget][] = [
      ['segmentation', networkWith(layers.conv2d({ filters: 2, kernelSize: 1, activation: 'softmax' })), lesion],
      ['regression', networkWith(layers.globalAveragePooling2d({}), layers.dense({ units: 1 })), nearness],
      ['embedding', networkWith(layers.flatten(), layers.dense({ units: 5 })), likeness],
    ]
    for (const [what, model, target] of subjects) {
      const x = pictures(2, 8, 2)
      const first = [tf.slice(x, 0, 1)]
      const graph = await graphTwin(model, 'fused')
      const maps: Float32Array[][] = []
      for (const [kind, subject, layer] of [
        ['layers', model, 'conv1'],
        ['graph', graph, 'conv1/Relu'],
      ] as const) {
        const title = `${what}, ${kind}`
        const { network, taps } = openNetwork(subject, layer, 0)
        await checkGradient(title, { network, tap: taps[0]!, inputs: first }, target)
        const explained = await createExplainer(subject, { layer }).explainBatch(x, { target })
        maps.push(explained.map(({ raw }) => raw))
        for (const { info } of explained) {
          mustEqual(`${title}, class`, [info.class, info.probability], [undefined, undefined])
          mustEqual(`${title}, target`, info.target, { score: target.name ?? 'score' })
        }
      }
      for (const [i, raw] of maps[1]!.entries()) {
        mustBeClose(`${what}, map ${i} of the graph`, raw, maps[0]![i]!, toleranceOn(backendName))
      }
    }
  },
}

const noRow: Case = {
  name: 'score functions: an output that is no row of scores has no classes, whatever kind of model it is',
  async run() {
    const model = networkWith(layers.conv2d({ filters: 2, kernelSize: 1, activation: 'softmax' }))
    const split = {
      prefix: ([x]: readonly tf.Tensor[]) => model.getLayer('conv1').apply(x!) as tf.Tensor,
      suffix: (a: tf.Tensor) => model.getLayer('conv2').apply(a) as tf.Tensor,
    }
    for (const [kind, subject] of Object.entries({ layers: model, graph: await graphTwin(model, 'fused'), split })) {
      const explainer = createExplainer(subject)
      const x = pictures(1, 8, 2)
      for (const wanted of [0, 'predicted'] as const) {
        await mustReject(kind, explainer.explain(x, { target: { class: wanted } }), 'has no classes to choose from')
      }
      const total: ScoreTarget = { score: (output) => tf.sum(output) }
      const { info } = await explainer.explain(x, { target: total })
      mustEqual(`${kind}, predicted`, info.predicted, undefined)
    }
  },
}

export const scoreFunctions: Case[] = [scores, noRow]
