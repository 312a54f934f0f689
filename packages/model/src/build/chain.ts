/** Small pieces that functional networks are made of: each takes and gives a symbolic tensor. */
import { type SymbolicTensor, layers } from '@tensorflow/tfjs-layers'

import type { Layer } from '../layer.ts'
import type { KernelInitializer } from './seeded-weights.ts'

/** What a convolution of these networks may have; none has a bias, as normalisation follows. */
export interface Convolution {
  filters: number
  kernel: number
  stride: number
  initializer: KernelInitializer
}

/** Applies a layer that has one output. */
export const apply = (layer: Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layer.apply(x) as SymbolicTensor

/** Convolution with padding `same` and without bias. */
export function convolve(x: SymbolicTensor, name: string, convolution: Convolution): SymbolicTensor {
  const { filters, kernel: kernelSize, stride: strides, initializer: kernelInitializer } = convolution
  const settings = { name, filters, kernelSize, strides, kernelInitializer, padding: 'same', useBias: false } as const
  return apply(layers.conv2d(settings), x)
}

/** Keras' momentum of .99 needs some 500 steps to forget the start; small data sets end before that. */
export const normalise = (x: SymbolicTensor, name: string): SymbolicTensor =>
  apply(layers.batchNormalization({ name, momentum: 0.9 }), x)

export const activate = (x: SymbolicTensor, name: string, activation: 'relu' | 'relu6'): SymbolicTensor =>
  apply(layers.activation({ name, activation }), x)

/** What stands behind the last feature map. */
export interface Head {
  headDropout: number
  classes: number
  initializer: KernelInitializer
}

/** Global average pooling, dropout, softmax. */
export function classify(x: SymbolicTensor, { headDropout, classes, initializer }: Head): SymbolicTensor {
  const pooled = apply(layers.globalAveragePooling2d({ name: 'gap' }), x)
  const kept = headDropout > 0 ? apply(layers.dropout({ name: 'head_dropout', rate: headDropout }), pooled) : pooled
  const output = { name: 'output', units: classes, activation: 'softmax', kernelInitializer: initializer } as const
  return apply(layers.dense(output), kept)
}

/** The number of channels of a picture. */
export const channelsOf = (x: SymbolicTensor): number => x.shape.at(-1) as number
