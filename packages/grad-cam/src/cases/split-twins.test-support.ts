/** Layers models cut in two, their last dense layer without its softmax. */
import * as tf from '@tensorflow/tfjs-core'
import type { layers, LayersModel } from '@tensorflow/tfjs-layers'
import type { Splittable } from '../models/split-network.ts'

/** Scores of a dense layer before its softmax. */
function logits(dense: layers.Layer, x: tf.Tensor): tf.Tensor {
  const [kernel, bias] = dense.getWeights()
  return tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias!)
}

/** A chain of layers that ends in a dense one, cut behind a layer. */
export function splitChain(model: LayersModel, layer: string): Splittable {
  const at = model.layers.findIndex(({ name }) => name === layer) + 1
  const run = (x: tf.Tensor, start: number, end: number): tf.Tensor =>
    model.layers.slice(start, end).reduce((y, each) => each.apply(y) as tf.Tensor, x)
  return {
    prefix: ([x]) => run(x!, 0, at),
    suffix: (activations) => logits(model.layers.at(-1)!, run(activations, at, model.layers.length - 1)),
    head: 'softmax',
    classes: 3,
    inputs: model.inputs,
  }
}

/** `graphNetwork` of the tests, cut behind its nested features; its second input joins in the suffix. */
export function splitGraphNetwork(model: LayersModel): Splittable {
  const named = (name: string): layers.Layer => model.getLayer(name)
  return {
    prefix: ([picture]) => named('features').apply(picture!) as tf.Tensor,
    suffix: (activations, [, age]) => {
      const sum = tf.add(activations, named('conv3').apply(activations) as tf.Tensor)
      return logits(model.layers.at(-1)!, tf.concat([tf.mean(sum, [1, 2]), age!], 1))
    },
    head: 'softmax',
    inputs: model.inputs,
  }
}
