/** Case 7: a picture of a batch is explained as if it had come alone, several targets as in several calls. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { createExplainer } from '../explainer.ts'
import { graphTwin } from '../graph-twin.test-support.ts'
import { hiResCam } from '../methods/hi-res-cam.ts'
import type { GraphModelLike } from '../models/graph-nodes.ts'
import type { Splittable } from '../models/split-network.ts'
import { graphNetwork, pictures, smallNetwork } from '../networks.test-support.ts'
import type { ClassTarget, Explanation } from '../types.ts'
import { type Case, must, mustBeClose, mustEqual, mustReject, toleranceOn } from './check.test-support.ts'
import { splitGraphNetwork } from './split-twins.test-support.ts'

interface Subject {
  kind: string
  model: LayersModel | GraphModelLike | Splittable
  layer: string
  /** Four rows each. */
  x: tf.Tensor[]
}

async function subjects(): Promise<Subject[]> {
  const one = [pictures(4, 12, 2)]
  const two = [pictures(4, 12, 2), tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 2, -1, 1], [4, 3])]
  const model = graphNetwork()
  return [
    { kind: 'sequential', model: smallNetwork(), layer: 'conv1', x: one },
    { kind: 'two inputs', model, layer: 'features/conv2', x: two },
    { kind: 'two inputs, at the input side', model, layer: 'features/conv1', x: two },
    { kind: 'graph', model: await graphTwin(model, 'fused'), layer: 'conv2/BiasAdd', x: two },
    { kind: 'split', model: splitGraphNetwork(model), layer: 'auto', x: two },
  ]
}

/** Maps and scores in one list, and what they are about in another. */
function mustAgree(what: string, actual: Explanation, expected: Explanation, tolerance: number): void {
  mustBeClose(`${what}, map`, actual.raw, expected.raw, tolerance)
  mustBeClose(`${what}, score`, [actual.info.logit], [expected.info.logit], tolerance)
  mustEqual(
    `${what}, info`,
    [actual.info.class, actual.shape, actual.size],
    [expected.info.class, expected.shape, expected.size],
  )
}

const batches: Case = {
  name: '7: batch[i] is single i, with a target each; other numbers of targets are refused',
  async run(backendName) {
    const target: ClassTarget[] = [{ class: 2 }, { class: 'predicted' }, { class: 0 }, { class: 1 }]
    for (const { kind, model, layer, x } of await subjects()) {
      const explainer = createExplainer(model, { layer })
      const whole = await explainer.explainBatch(x, { target })
      const chunks = await explainer.explainBatch(x, { target, batchSize: 3 })
      mustEqual(`${kind}, number of explanations`, whole.length, 4)
      for (const [i, one] of whole.entries()) {
        const alone = x.map((each) => tf.slice(each, i, 1))
        // The predicted class by its number: that it is the right one is seen where all classes are explained.
        const single = await explainer.explain(alone, { target: { class: one.info.class } })
        mustAgree(`${kind}, picture ${i}`, one, single, toleranceOn(backendName))
        mustAgree(`${kind}, picture ${i} in chunks of three`, chunks[i]!, single, toleranceOn(backendName))
        mustEqual(`${kind}, target ${i}`, one.info.target, target[i])
      }
      for (const wrong of [[], target.slice(1), [...target, { class: 0 }]]) {
        const refused = explainer.explainBatch(x, { target: wrong })
        await mustReject(kind, refused, `target: got ${wrong.length} targets for 4 pictures, expected one a picture`)
      }
    }
  },
}

const classes: Case = {
  name: '7: several targets of one picture in one call are as many calls',
  async run(backendName) {
    const targets: ClassTarget[] = [{ class: 0 }, { class: 1 }, { class: 2 }, { class: 'predicted' }]
    for (const { kind, model, layer, x } of await subjects()) {
      const explainer = createExplainer(model, { layer })
      const first = x.map((each) => tf.slice(each, 0, 1))
      // HiResCAM, because it shows every single gradient.
      const together = await explainer.explainTargets(first, targets, { method: hiResCam })
      const chunks = await explainer.explainTargets(first, targets, { method: hiResCam, batchSize: 3 })
      mustEqual(`${kind}, number of explanations`, together.length, 4)
      for (const [i, target] of targets.entries()) {
        const single = await explainer.explain(first, { method: hiResCam, target })
        mustAgree(`${kind}, target ${i}`, together[i]!, single, toleranceOn(backendName))
        mustAgree(`${kind}, target ${i} in chunks of three`, chunks[i]!, single, toleranceOn(backendName))
      }
      const [a, b, c, predicted] = together
      const highest = [a!, b!, c!].toSorted((one, other) => other.info.logit - one.info.logit)[0]!
      mustEqual(
        `${kind}, predicted class`,
        [predicted!.info.class, c!.info.predicted],
        [highest.info.class, highest.info.class],
      )
      mustAgree(`${kind}, predicted class`, predicted!, highest, toleranceOn(backendName))
      must(
        a!.raw.some((value, i) => Math.abs(value - b!.raw[i]!) > 0.01 * Math.abs(value)),
        `${kind}: classes 0 and 1 have the same map, which tells nothing`,
      )
      await mustReject(kind, explainer.explainTargets(x, targets), 'x: got 4 pictures, expected one')
    }
  },
}

export const batchCases: Case[] = [batches, classes]
