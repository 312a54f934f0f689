/** Networks that fail: on the way forward, or on the way back. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { fillWeights } from '../networks.test-support.ts'

const identity = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(inputs) ? inputs[0]! : inputs)

/** Fails in the forward pass, behind the tap. */
export class Failing extends layers.Layer {
  static className = 'Failing'
  override computeOutputShape = (shape: number[]): number[] => shape
  override call(): tf.Tensor {
    throw new Error('this layer always fails')
  }
}

/** Fails in the backward pass, before the gradient reaches the tap: its kernel exists nowhere. */
export class FailingBackwards extends layers.Layer {
  static className = 'FailingBackwards'
  override computeOutputShape = (shape: number[]): number[] => shape
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.customGrad((x) => ({
      value: tf.clone(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.engine().runKernel<tf.Tensor>('MadeUpGrad', { dy }),
    }))(identity(inputs))
  }
}

/** Two convolutions, BatchNorm, and a layer that fails. */
export function failingNetwork(failing: layers.Layer): LayersModel {
  return fillWeights(
    sequential({
      layers: [
        layers.conv2d({ name: 'conv1', inputShape: [8, 8, 1], filters: 2, kernelSize: 3, activation: 'relu' }),
        layers.batchNormalization({}),
        layers.conv2d({ name: 'conv2', filters: 2, kernelSize: 3, activation: 'relu' }),
        layers.flatten(),
        layers.dense({ units: 4, activation: 'relu' }),
        failing,
        layers.dense({ units: 2, activation: 'softmax' }),
      ],
    }),
  )
}
