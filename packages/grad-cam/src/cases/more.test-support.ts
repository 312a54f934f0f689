/** Beyond the ten: several layers made one map, maps as tensors, and what an explainer says it can do. */
import * as tf from '@tensorflow/tfjs-core'
import { createExplainer } from '../explainer.ts'
import { graphTwin } from '../graph-twin.test-support.ts'
import { fullGrad } from '../methods/full-grad.ts'
import { methodByName } from '../methods/method-by-name.ts'
import { normaliseMap } from '../normalise.ts'
import { graphNetwork, pictures, smallNetwork } from '../networks.test-support.ts'
import { resizeMap } from '../overlay/resize-map.ts'
import { type Case, must, mustBeClose, mustEqual, mustReject, toleranceOn } from './check.test-support.ts'
import { FailingBackwards, failingNetwork } from './failing-network.test-support.ts'
import { splitGraphNetwork } from './split-twins.test-support.ts'

const fusedLayers: Case = {
  name: 'several layers: mean, maximum and product of their maps',
  async run(backendName) {
    const x = pictures(1, 12, 2)
    const model = smallNetwork()
    const target = { class: 1 }
    const rules = {
      mean: (a: number, b: number) => (a + b) / 2,
      max: Math.max,
      product: (a: number, b: number) => a * b,
    }
    const subjects = [
      ['layers', model, ['conv1', 'conv2']],
      ['graph', await graphTwin(model, 'fused'), ['conv1/BiasAdd', 'conv2/Relu']],
    ] as const
    for (const [kind, subject, layers] of subjects) {
      const apart = []
      for (const layer of layers) apart.push(await createExplainer(subject, { layer }).explain(x, { target }))
      const [large, small] = apart.map(({ raw, shape }) => resizeMap(normaliseMap(raw).map, shape, [10, 10]))
      for (const [fuse, rule] of Object.entries(rules) as [keyof typeof rules, (a: number, b: number) => number][]) {
        // The order of the list is not the order of the network.
        for (const layer of [layers, layers.toReversed()]) {
          const { raw, shape, info } = await createExplainer(subject, { layer, fuse }).explain(x, { target })
          const expected = large!.map((value, i) => rule(value, small![i]!))
          mustBeClose(`${kind}, ${fuse} of ${layer}`, raw, expected, toleranceOn(backendName))
          mustEqual(`${kind}, shape`, shape, [10, 10])
          mustEqual(`${kind}, layer`, info.layer, `${fuse}(${layer.join(', ')})`)
        }
      }
    }
  },
}

const tensors: Case = {
  name: 'tensors: explainTensor computes what explainBatch does',
  async run(backendName) {
    const x = [pictures(3, 12, 2), tf.ones([3, 3])]
    const target = [{ class: 2 }, { class: 0 }, { class: 1 }]
    const model = graphNetwork()
    const subjects = { layers: model, graph: await graphTwin(model, 'fused'), split: splitGraphNetwork(model) }
    for (const [kind, subject] of Object.entries(subjects)) {
      const explainer = createExplainer(subject)
      for (const name of ['grad-cam', 'grad-cam++', 'hi-res-cam', 'layer-cam', 'x-grad-cam'] as const) {
        const options = { target, method: methodByName(name), batchSize: 2 }
        const expected = await explainer.explainBatch(x, options)
        const made = explainer.explainTensor(x, options)
        const [raw, scores] = await Promise.all([made.raw.data(), made.scores.data()])
        const maps = expected.flatMap((each) => Array.from(each.raw))
        mustBeClose(`${kind}, ${name}, maps`, raw, maps, toleranceOn(backendName))
        mustBeClose(
          `${kind}, scores`,
          scores,
          expected.map(({ info }) => info.logit),
          toleranceOn(backendName),
        )
        mustEqual(`${kind}, shape`, made.raw.shape, [3, ...expected[0]!.shape])
        made.dispose()
        must(made.raw.isDisposed && made.scores.isDisposed, `${kind}: dispose() left a tensor`)
      }
    }
    const made = (async () => createExplainer(model).explainTensor(x, { method: methodByName('score-cam') }))()
    await mustReject('a method without a formula on tensors', made, 'method: score-cam at conv3 gives no tensors')
  },
}

const capabilities: Case = {
  name: 'capabilities: what works, and what would fail and why',
  async run(backendName) {
    const model = graphNetwork()
    const graph = await graphTwin(model, 'fused')
    const works = {
      backend: backendName,
      method: 'grad-cam',
      head: 'softmax',
      classes: 3,
      shape: [10, 10],
      works: true,
    }
    const layers = await createExplainer(model).capabilities()
    mustEqual('layers', { ...layers }, { model: 'layers', ...order(works, 'conv3') })
    const nodes = await createExplainer(graph).capabilities()
    mustEqual('graph', { ...nodes }, { model: 'graph', ...order(works, 'conv3/Relu') })
    const split = await createExplainer({ ...splitGraphNetwork(model), classes: 3 }).capabilities()
    mustEqual('split', { ...split }, { model: 'split', ...order(works, 'split') })

    const biases = await createExplainer(graph).capabilities(fullGrad)
    mustEqual('biases of a graph', [biases.works, biases.shape, biases.problem?.code], [false, undefined, 'model'])
    must(biases.problem!.message.includes('full-grad needs the biases'), biases.problem!.message)
    mustEqual('biases of layers', (await createExplainer(model).capabilities(fullGrad)).works, true)

    const lacking = await createExplainer(failingNetwork(new FailingBackwards({}))).capabilities()
    mustEqual('a kernel that is missing', [lacking.works, lacking.problem?.code], [false, 'kernel'])
    const expected = `backend: '${backendName}' has no kernel MadeUpGrad, which the gradient needs`
    must(lacking.problem!.message.includes(expected), `got '${lacking.problem!.message}', expected '${expected}'`)
  },
}

/** Properties in the order of the report. */
function order({ backend, method, head, classes, shape, works }: Record<string, unknown>, layer: string): object {
  return { backend, layer, method, head, classes, shape, works, problem: undefined }
}

export const more: Case[] = [fusedLayers, tensors, capabilities]
