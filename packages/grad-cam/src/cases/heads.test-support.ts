/** Cases 4 and 5: sigmoid and softmax, saturated, in every way they can be attached. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { createExplainer } from '../explainer.ts'
import { graphTwin } from '../graph-twin.test-support.ts'
import type { GraphModelLike } from '../models/graph-nodes.ts'
import { fillWeights, type HeadStyle, pictures, smallNetwork } from '../networks.test-support.ts'
import { type Case, must, mustBeClose, mustEqual, toleranceOn } from './check.test-support.ts'

/** A model, and the place to look at, by a name. */
type Named = readonly [name: string, model: LayersModel | GraphModelLike, layer: string]

/** One unit, the sigmoid attached, as a layer of its own, or absent. */
function oneUnit(head: 'sigmoid' | 'layer' | 'linear', scale: number): LayersModel {
  const model = sequential({
    layers: [
      layers.conv2d({ name: 'conv', inputShape: [8, 8, 2], filters: 3, kernelSize: 3, activation: 'relu' }),
      layers.flatten(),
      layers.dense({ name: 'score', units: 1, activation: head === 'sigmoid' ? 'sigmoid' : 'linear' }),
      ...(head === 'layer' ? [layers.activation({ activation: 'sigmoid' })] : []),
    ],
  })
  fillWeights(model)
  const dense = model.getLayer('score')
  // More of them positive than not, so that the score is no small difference of large terms.
  dense.setWeights([tf.mul(tf.add(dense.getWeights()[0]!, 0.1), scale), tf.zeros([1])])
  return model
}

const sigmoid: Case = {
  name: '4: sigmoid: the negative map is minus the positive one, still right at a score of 40',
  async run(backendName) {
    const tolerance = toleranceOn(backendName)
    const x = pictures(1, 8, 2)
    const once = await createExplainer(oneUnit('linear', 1)).explain(x, { target: { class: 0 } })
    const scale = 40 / once.info.logit
    const expected = once.raw.map((value) => value * scale)
    const attached = oneUnit('sigmoid', scale)
    const models: Named[] = [
      ['attached', attached, 'conv'],
      ['layer', oneUnit('layer', scale), 'conv'],
      ['graph, plain', await graphTwin(attached, 'plain'), 'conv/Relu'],
      ['graph, fused', await graphTwin(attached, 'fused'), 'conv/Relu'],
    ]
    const probability = await (attached.predict(x) as tf.Tensor).data()
    mustEqual('the sigmoid itself, which is saturated', probability[0], 1)
    for (const [name, model, layer] of models) {
      const explainer = createExplainer(model, { layer })
      const positive = await explainer.explain(x, { target: { class: 1 } })
      const negative = await explainer.explain(x, { target: { class: 0 } })
      mustBeClose(`positive map, ${name}`, positive.raw, expected, tolerance)
      mustBeClose(
        `negative map, ${name}`,
        negative.raw,
        Array.from(positive.raw, (value) => -value),
        1e-6,
      )
      mustBeClose(`scores, ${name}`, [positive.info.logit, negative.info.logit], [40, -40], tolerance)
      mustEqual(`predicted, ${name}`, [positive.info.predicted, negative.info.predicted], [1, 1])
      // 1 / (1 + exp(40)); the score's rounding counts forty-fold in the exponent.
      mustBeClose(`probability, ${name}`, [negative.info.probability!], [4.248354255291589e-18], 80 * tolerance)
      must(positive.info.degenerate === false, `${name}: ${positive.info.reason}`)
    }
  },
}

const softmax: Case = {
  name: '5: a saturated softmax, attached or as a layer of its own, explains as the scores do',
  async run(backendName) {
    const x = pictures(1, 12, 2)
    const scale = 1000
    const once = await createExplainer(smallNetwork('linear'), { layer: 'conv2' }).explain(x, { target: { class: 2 } })
    const expected = once.raw.map((value) => value * scale)
    const styles: HeadStyle[] = ['linear', 'softmax', 'softmax-layer', 'activation-layer']
    const attached = smallNetwork('softmax', scale)
    const models: Named[] = [
      ...styles.map((style): Named => [style, smallNetwork(style, scale), 'conv2']),
      ['graph, plain', await graphTwin(attached, 'plain'), 'conv2/Relu'],
      ['graph, fused', await graphTwin(attached, 'fused'), 'conv2/Relu'],
    ]
    for (const [name, model, layer] of models) {
      const { raw, info } = await createExplainer(model, { layer }).explain(x, { target: { class: 2 } })
      mustBeClose(`map, ${name}`, raw, expected, toleranceOn(backendName))
      if (name === 'linear') continue
      must(
        info.probability! < 1e-30 || info.probability === 1,
        `${name}: probability ${info.probability} is not saturated`,
      )
    }
  },
}

export const heads: Case[] = [sigmoid, softmax]
