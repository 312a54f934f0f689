/** Layers whose backward pass computes too much, or wrongly, get a lean one for the duration of a call. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { isChannelsFirst, leafLayers } from './layers.ts'
import type { Patches } from './patch.ts'
import { isTaping } from './tape.ts'

type Layer = layers.Layer

interface ConvolutionParts {
  kernel: { read(): tf.Tensor4D }
  bias: { read(): tf.Tensor } | null
  strides: [number, number]
  padding: 'valid' | 'same'
  dilationRate: [number, number]
  activation: { getClassName(): string }
}

interface PoolingParts {
  poolSize: [number, number]
  strides: [number, number]
  padding: 'valid' | 'same'
}

/** Lets the backward pass compute gradients of activations only, correctly on every backend. */
export function leanGradients(model: LayersModel, patches: Patches): void {
  const brokenPooling = isMaxPoolGradBroken()
  for (const { layer } of leafLayers(model)) {
    const type = layer.getClassName()
    if (isChannelsFirst(layer)) continue
    if (type === 'Conv2D') whileTaping(layer, patches, convolve)
    if (type === 'MaxPooling2D' && brokenPooling) whileTaping(layer, patches, pool)
  }
}

/** Replaces the layer's `call` where the tape runs; before the tap the original is faster. */
function whileTaping(
  layer: Layer,
  patches: Patches,
  compute: (layer: Layer, x: tf.Tensor4D) => tf.Tensor | undefined,
): void {
  const original = layer.call
  patches.set(layer, 'call', (inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<Layer['call']>[1]) => {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D
    return (isTaping() ? compute(layer, x) : undefined) ?? original.call(layer, inputs, kwargs)
  })
}

/**
 * A linear convolution without fusing: fused, tfjs computes the gradient of the filter too, which nobody asked for and
 * for which stock wasm has no kernel. With other activations tfjs does not fuse while taping.
 */
function convolve(layer: Layer, x: tf.Tensor4D): tf.Tensor | undefined {
  const { kernel, bias, strides, padding, dilationRate, activation } = layer as unknown as ConvolutionParts
  if (activation.getClassName() !== 'linear') return undefined
  const y = tf.conv2d(x, kernel.read(), strides, padding, 'NHWC', dilationRate)
  return bias === null ? y : tf.add(y, bias.read())
}

/** Max pooling whose gradient sees positive values only: shifting all values alike leaves their maximum where it is. */
function pool(layer: Layer, x: tf.Tensor4D): tf.Tensor {
  const { poolSize, strides, padding } = layer as unknown as PoolingParts
  return tf.customGrad((input, save) => {
    const value = tf.maxPool(input as tf.Tensor4D, poolSize, strides, padding)
    ;(save as tf.GradSaveFunc)([input as tf.Tensor, value])
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const shift = tf.sub(1, tf.min(saved[0]!))
        const inputs = { dy, input: tf.add(saved[0]!, shift), output: tf.add(saved[1]!, shift) }
        return tf
          .engine()
          .runKernel('MaxPoolGrad', inputs, { filterSize: poolSize, strides, pad: padding }) as tf.Tensor
      },
    }
  })(x)
}

/**
 * Stock wasm (tfjs 4.22) sends the gradient of every window without a positive value to the very first cell of the
 * tensor: after a ReLU that is a good part of them. Asked of the kernel itself, because it may have been replaced.
 */
function isMaxPoolGradBroken(): boolean {
  if (tf.getBackend() !== 'wasm') return false
  return tf.tidy(() => {
    const input = tf.zeros([1, 1, 4, 1])
    const inputs = { dy: tf.ones([1, 1, 2, 1]), input, output: tf.zeros([1, 1, 2, 1]) }
    const attributes = { filterSize: [1, 2], strides: [1, 2], pad: 'valid' }
    const gradient = tf.engine().runKernel('MaxPoolGrad', inputs, attributes as never) as tf.Tensor
    const [a = 0, b = 0] = gradient.dataSync()
    return a + b !== 1 || tf.sum(gradient).dataSync()[0] !== 2
  })
}
