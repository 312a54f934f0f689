/** One network in the three forms that an explainer takes: layers, a graph, two functions. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import type { GraphModelLike, Splittable } from '@convlens/grad-cam'

/** One channel for what is bright, one for what is dark: each is the score of a class, averaged over the picture. */
export function layersModel(): LayersModel {
  return sequential({
    layers: [
      layers.conv2d({
        name: 'features',
        inputShape: [4, 4, 1],
        filters: 2,
        kernelSize: 1,
        activation: 'relu',
        useBias: false,
        weights: [kernel()],
      }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 2, activation: 'softmax', useBias: false, weights: [tf.eye(2)] }),
    ],
  })
}

export const splitModel: Splittable = {
  prefix: ([x]) => tf.relu(tf.conv2d(x as tf.Tensor4D, kernel(), 1, 'valid')),
  suffix: (activations) => tf.mean(activations, [1, 2]),
  head: 'softmax',
  classes: 2,
  inputs: [{ shape: [null, 4, 4, 1] }],
}

interface Node {
  name: string
  op: string
  inputs: Node[]
  inputNames: string[]
  children: Node[]
  attrParams: Record<string, { value?: unknown }>
}

function node(name: string, op: string, inputs: Node[]): Node {
  const made = { name, op, inputs, inputNames: inputs.map((input) => input.name), children: [], attrParams: {} }
  for (const { children } of inputs) children.push(made)
  return made
}

const picture = node('picture', 'Placeholder', [])
const features = node('features', '_FusedConv2D', [picture])
const scores = node('scores', 'Mean', [features])
const probabilities = node('probabilities', 'Softmax', [scores])

/** Has what a graph model of the converter has, which is not installed here. */
export class TinyGraph implements GraphModelLike {
  readonly inputs = [{ name: 'picture', shape: [-1, 4, 4, 1] }]
  readonly outputs = [{ name: 'probabilities', shape: [-1, 2] }]
  readonly executor = { graph: { nodes: { picture, features, scores, probabilities } } }

  execute(fed: tf.NamedTensorMap, outputs: string | string[] = 'probabilities'): tf.Tensor | tf.Tensor[] {
    return Array.isArray(outputs) ? outputs.map((name) => compute(fed, name)) : compute(fed, outputs)
  }
}

function compute(fed: tf.NamedTensorMap, name: string): tf.Tensor {
  if (fed[name] !== undefined) return fed[name]
  if (name === 'features') return tf.relu(tf.conv2d(compute(fed, 'picture') as tf.Tensor4D, kernel(), 1, 'valid'))
  if (name === 'scores') return tf.mean(compute(fed, 'features'), [1, 2])
  if (name === 'probabilities') return tf.softmax(compute(fed, 'scores'))
  throw new Error(`no node named ${name}`)
}

function kernel(): tf.Tensor4D {
  return tf.tensor4d([1, -1], [1, 1, 1, 2])
}
