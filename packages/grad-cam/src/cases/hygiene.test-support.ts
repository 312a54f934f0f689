/** Case 10: nothing stays behind and nothing is changed, on success and on error. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { createExplainer, type Explainer } from '../explainer.ts'
import { graphTwin } from '../graph-twin.test-support.ts'
import { fullGrad } from '../methods/full-grad.ts'
import { methodByName, methodNames } from '../methods/method-by-name.ts'
import { type GraphModelLike, nodesOf } from '../models/graph-nodes.ts'
import { leafLayers } from '../models/layers.ts'
import { graphNetwork, pictures, smallNetwork, twins } from '../networks.test-support.ts'
import type { Target } from '../types.ts'
import { type Case, must, mustEqual, mustReject } from './check.test-support.ts'
import { Failing, FailingBackwards, failingNetwork } from './failing-network.test-support.ts'
import { splitGraphNetwork } from './split-twins.test-support.ts'

/** Fowler-Noll-Vo 1a over the bits of float32 values, four bytes at a time. */
async function hash(tensors: readonly tf.Tensor[]): Promise<number> {
  let result = 0x811c9dc5
  for (const tensor of tensors) {
    const values = Float32Array.from(await tensor.data())
    for (const bits of new Uint32Array(values.buffer)) result = Math.imul(result ^ bits, 0x01000193)
  }
  return result >>> 0
}

/** Everything about a layers model that an explanation could damage; BatchNorm's statistics are weights. */
async function fingerprint(model: LayersModel): Promise<unknown> {
  return {
    weights: await hash(model.weights.map((weight) => weight.read())),
    layers: leafLayers(model).map(({ path, layer }) => {
      const { activation } = layer as unknown as { activation?: { getClassName(): string } }
      return {
        path,
        keys: Object.keys(layer),
        own: ['call', 'activation'].filter((key) => Object.hasOwn(layer, key)),
        activation: activation?.getClassName(),
        inboundNodes: layer.inboundNodes.length,
        outboundNodes: layer.outboundNodes.length,
      }
    }),
  }
}

/** The same of a graph model: weights, and attributes of nodes. */
async function graphFingerprint(model: GraphModelLike): Promise<unknown> {
  const { weights } = model as unknown as { weights: Record<string, tf.Tensor[]> }
  const nodes = Object.values(nodesOf(model)!)
  return {
    weights: await hash(Object.values(weights).flat()),
    nodes: nodes.map(({ name, inputNames, children, attrParams }) => [
      name,
      inputNames,
      children.map((child) => child.name),
      JSON.stringify(attrParams),
    ]),
  }
}

/** Runs `action` and checks that neither tensors nor changes are left. */
async function mustLeaveNothing(
  what: string,
  read: () => Promise<unknown>,
  action: () => Promise<unknown>,
): Promise<void> {
  const before = await read()
  const { numTensors, numBytes } = tf.memory()
  await action()
  const after = tf.memory()
  mustEqual(`${what}, tensors and bytes`, [after.numTensors, after.numBytes], [numTensors, numBytes])
  mustEqual(`${what}, model`, await read(), before)
}

const twoInputs = (): tf.Tensor[] => [pictures(2, 12, 2), tf.ones([2, 3])]

const success: Case = {
  name: '10: a success leaves no tensor behind and the model as it was',
  async run() {
    const models: Record<string, [LayersModel, tf.Tensor[]]> = {
      attached: [smallNetwork('softmax'), [pictures(2, 12, 2)]],
      'softmax layer': [smallNetwork('softmax-layer'), [pictures(2, 12, 2)]],
      'activation layer': [smallNetwork('activation-layer'), [pictures(2, 12, 2)]],
      'two inputs': [graphNetwork(), twoInputs()],
      'nested twice': [twins().nestedTwice, [pictures(2, 12, 2)]],
    }
    for (const [kind, [model, x]] of Object.entries(models)) {
      for (const layer of ['auto', 'conv1']) {
        await mustLeaveNothing(
          `${kind}, ${layer}`,
          () => fingerprint(model),
          async () => {
            const explainer = createExplainer(model, { layer })
            await explainer.explainBatch(x)
            explainer.explainTensor(x).dispose()
          },
        )
      }
    }
    const graphs: Record<string, [GraphModelLike, tf.Tensor[]]> = {
      plain: [await graphTwin(graphNetwork(), 'plain'), twoInputs()],
      fused: [await graphTwin(graphNetwork(), 'fused'), twoInputs()],
      'fused sigmoid': [await graphTwin(smallNetwork('sigmoid'), 'fused'), [pictures(2, 12, 2)]],
    }
    for (const [style, [graph, x]] of Object.entries(graphs)) {
      await mustLeaveNothing(
        `graph, ${style}`,
        () => graphFingerprint(graph),
        () => createExplainer(graph).explainBatch(x),
      )
    }
    const model = graphNetwork()
    const x = twoInputs()
    await mustLeaveNothing(
      'split',
      () => fingerprint(model),
      () => createExplainer(splitGraphNetwork(model)).explainBatch(x),
    )
  },
}

const everyMethod: Case = {
  name: '10: every method, several targets and the question for capabilities leave nothing behind',
  async run() {
    const model = smallNetwork('softmax')
    const explainer = createExplainer(model, { layer: ['conv1', 'conv2'] })
    const x = pictures(1, 12, 2)
    for (const name of methodNames) {
      const method = methodByName(name)
      await mustLeaveNothing(
        name,
        () => fingerprint(model),
        () => explainer.explain(x, { method }),
      )
    }
    const targets = [{ class: 0 }, { class: 2 }]
    await mustLeaveNothing(
      'targets',
      () => fingerprint(model),
      () => explainer.explainTargets(x, targets),
    )
    await mustLeaveNothing(
      'capabilities',
      () => fingerprint(model),
      () => explainer.capabilities(fullGrad),
    )
  },
}

/** A score function that fails when it is called for the `n`-th time. */
function failingAt(n: number): Target {
  let calls = 0
  const score = (output: tf.Tensor): tf.Tensor => {
    if (++calls === n) throw new Error('this score always fails')
    return tf.sum(tf.square(output))
  }
  return { score }
}

/** Aborts as soon as the first pass has begun. */
async function abortedIn(explainer: Explainer, x: readonly tf.Tensor[]): Promise<unknown> {
  const controller = new AbortController()
  const pending = explainer.explainBatch(x, { batchSize: 1, signal: controller.signal })
  controller.abort(new Error('aborted in time'))
  return pending
}

const failure: Case = {
  name: '10: an error leaves no tensor behind and the model as it was',
  async run(backendName) {
    const picture = pictures(1, 8, 1)
    const noKernel = `backend: '${backendName}' has no kernel MadeUpGrad`
    for (const [failing, message] of [
      [new Failing({}), 'this layer always fails'],
      [new FailingBackwards({}), noKernel],
    ] as const) {
      const model = failingNetwork(failing)
      for (const layer of ['conv1', 'conv2']) {
        const explainer = createExplainer(model, { layer })
        const title = `${layer}, ${message}`
        for (const method of [methodByName('grad-cam'), fullGrad]) {
          await mustLeaveNothing(
            `${title}, ${method.name}`,
            () => fingerprint(model),
            () => mustReject(title, explainer.explain(picture, { method }), message),
          )
        }
        await mustLeaveNothing(
          `${title}, targets`,
          () => fingerprint(model),
          () => mustReject(title, explainer.explainTargets(picture, [{ class: 0 }, { class: 1 }]), message),
        )
      }
    }

    const two = twoInputs()
    const model = graphNetwork()
    const graph = await graphTwin(model, 'fused')
    const sigmoid = await graphTwin(smallNetwork('sigmoid'), 'fused')
    const subjects = [
      ['layers', createExplainer(model), () => fingerprint(model), two],
      ['graph', createExplainer(graph), () => graphFingerprint(graph), two],
      ['graph, fused sigmoid', createExplainer(sigmoid), () => graphFingerprint(sigmoid), [pictures(2, 12, 2)]],
      ['split', createExplainer(splitGraphNetwork(model)), () => fingerprint(model), two],
    ] as const
    for (const [kind, explainer, read, x] of subjects) {
      await mustLeaveNothing(`${kind}, score`, read, () =>
        mustReject(kind, explainer.explainBatch(x, { target: failingAt(2) }), 'this score always fails'),
      )
      // The first pass goes well, the second fails.
      await mustLeaveNothing(`${kind}, second pass`, read, () =>
        mustReject(kind, explainer.explainBatch(x, { target: failingAt(2), batchSize: 1 }), 'this score always fails'),
      )
      for (const name of ['score-cam', 'ablation-cam', 'smooth-grad'] as const) {
        const options = { target: failingAt(3), method: methodByName(name) }
        await mustLeaveNothing(`${kind}, ${name}`, read, () =>
          mustReject(`${kind}, ${name}`, explainer.explainBatch(x, options), 'this score always fails'),
        )
      }
      await mustLeaveNothing(`${kind}, class`, read, () =>
        mustReject(kind, explainer.explainBatch(x, { target: { class: 7 } }), 'target: got class 7'),
      )
      await mustLeaveNothing(`${kind}, abort`, read, () => mustReject(kind, abortedIn(explainer, x), 'aborted in time'))
    }

    // The gradient tape works again.
    const slope = tf.tidy(() => tf.grad((y) => tf.square(y))(tf.scalar(3)))
    must((await slope.data())[0] === 6, `d(y^2)/dy at 3: got ${(await slope.data())[0]}, expected 6`)
  },
}

const nan: Case = {
  name: '10: scores that are not finite leave nothing behind',
  async run() {
    const model = smallNetwork('softmax', Number.NaN)
    const x = pictures(1, 12, 2)
    await mustLeaveNothing(
      'NaN',
      () => fingerprint(model),
      () => mustReject('NaN', createExplainer(model).explain(x), 'picture or weights hold NaN'),
    )
  },
}

export const hygieneCases: Case[] = [success, everyMethod, failure, nan]
