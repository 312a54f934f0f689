/**
 * Every layer of tfjs-layers that computes and has a gradient, in a shape small enough for the cpu backend. Without gradient on any
 * backend are conv3dTranspose and thresholdedReLU; the gradient of upSampling2d to the nearest neighbour is wrong on cpu.
 */
import { layers } from '@tensorflow/tfjs-layers'
import type { Sequential } from '@tensorflow/tfjs-layers'

export type Layer = Parameters<Sequential['add']>[0]

export interface ZooLayer {
  name: string
  /** Shape of one sample. */
  input: number[]
  make: () => Layer
  /** The input is an index below this, not a number: the gradient reaches the weights only. */
  classes?: number
}

const picture = [7, 6, 4]
/** Gradients of resizing exchange height and width on cpu and wasm (tfjs 4.22). */
const square = [6, 6, 4]

/** The default, orthogonal, works with the union package `@tensorflow/tfjs` only. */
const recurrentInitializer = 'glorotUniform'

export const LAYER_ZOO: readonly ZooLayer[] = [
  { name: 'dense', input: [5], make: () => layers.dense({ units: 3 }) },
  { name: 'dense with sigmoid', input: [5], make: () => layers.dense({ units: 3, activation: 'sigmoid' }) },
  { name: 'dense on a sequence', input: [4, 5], make: () => layers.dense({ units: 3, activation: 'tanh' }) },
  {
    name: 'conv1d',
    input: [9, 3],
    make: () => layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }),
  },
  {
    name: 'conv1d, dilated',
    input: [12, 3],
    make: () => layers.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2, activation: 'relu' }),
  },
  { name: 'conv2d 3x3', input: [9, 10, 8], make: () => layers.conv2d({ filters: 8, kernelSize: 3 }) },
  {
    name: 'conv2d 3x3, same, relu6',
    input: [9, 10, 8],
    make: () => layers.conv2d({ filters: 12, kernelSize: 3, padding: 'same', activation: 'relu6' }),
  },
  {
    name: 'conv2d 5x3, stride 2',
    input: picture,
    make: () => layers.conv2d({ filters: 5, kernelSize: [5, 3], strides: 2, padding: 'same', activation: 'elu' }),
  },
  {
    name: 'conv2d 3x3, dilation 2',
    input: [9, 8, 4],
    make: () => layers.conv2d({ filters: 5, kernelSize: 3, dilationRate: 2, activation: 'relu' }),
  },
  {
    name: 'conv2d 2x3, dilation 3 and 2, same',
    input: [9, 8, 3],
    make: () =>
      layers.conv2d({ filters: 2, kernelSize: [2, 3], dilationRate: [3, 2], padding: 'same', activation: 'relu' }),
  },
  {
    name: 'conv2dTranspose',
    input: picture,
    make: () => layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
  },
  { name: 'conv3d', input: [5, 5, 4, 2], make: () => layers.conv3d({ filters: 3, kernelSize: 2 }) },
  {
    name: 'depthwiseConv2d',
    input: picture,
    make: () => layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
  },
  {
    name: 'depthwiseConv2d, multiplier 3',
    input: picture,
    make: () => layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 3, activation: 'relu' }),
  },
  {
    name: 'depthwiseConv2d, dilation 2',
    input: [9, 8, 4],
    make: () => layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, padding: 'same' }),
  },
  {
    name: 'separableConv2d',
    input: picture,
    make: () => layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same' }),
  },
  { name: 'maxPooling1d', input: [8, 3], make: () => layers.maxPooling1d({ poolSize: 2 }) },
  { name: 'maxPooling2d', input: picture, make: () => layers.maxPooling2d({ poolSize: 2 }) },
  {
    name: 'maxPooling2d, overlapping, same',
    input: picture,
    make: () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  },
  { name: 'maxPooling3d', input: [4, 4, 4, 2], make: () => layers.maxPooling3d({ poolSize: 2 }) },
  { name: 'averagePooling1d', input: [8, 3], make: () => layers.averagePooling1d({ poolSize: 2 }) },
  { name: 'averagePooling2d', input: picture, make: () => layers.averagePooling2d({ poolSize: 3, strides: 1 }) },
  { name: 'averagePooling3d', input: [4, 4, 4, 2], make: () => layers.averagePooling3d({ poolSize: 2 }) },
  { name: 'globalAveragePooling1d', input: [6, 3], make: () => layers.globalAveragePooling1d({}) },
  { name: 'globalAveragePooling2d', input: picture, make: () => layers.globalAveragePooling2d({}) },
  { name: 'globalMaxPooling1d', input: [6, 3], make: () => layers.globalMaxPooling1d({}) },
  { name: 'globalMaxPooling2d', input: picture, make: () => layers.globalMaxPooling2d({}) },
  { name: 'batchNormalization', input: picture, make: () => layers.batchNormalization() },
  { name: 'layerNormalization', input: [6, 5], make: () => layers.layerNormalization() },
  { name: 'reLU', input: picture, make: () => layers.reLU() },
  { name: 'leakyReLU', input: picture, make: () => layers.leakyReLU({ alpha: 0.2 }) },
  { name: 'prelu', input: picture, make: () => layers.prelu({}) },
  { name: 'elu', input: picture, make: () => layers.elu() },
  { name: 'softmax', input: [6], make: () => layers.softmax() },
  { name: 'activation swish', input: [6], make: () => layers.activation({ activation: 'swish' }) },
  { name: 'activation gelu', input: [6], make: () => layers.activation({ activation: 'gelu' }) },
  { name: 'embedding', input: [4], make: () => layers.embedding({ inputDim: 7, outputDim: 3 }), classes: 7 },
  { name: 'simpleRNN', input: [4, 3], make: () => layers.simpleRNN({ units: 3, recurrentInitializer }) },
  { name: 'gru', input: [4, 3], make: () => layers.gru({ units: 3, recurrentInitializer }) },
  { name: 'lstm', input: [4, 3], make: () => layers.lstm({ units: 3, recurrentInitializer, returnSequences: true }) },
  {
    name: 'bidirectional lstm',
    input: [4, 3],
    make: () => layers.bidirectional({ layer: layers.lstm({ units: 2, recurrentInitializer }), mergeMode: 'concat' }),
  },
  {
    name: 'convLstm2d',
    input: [3, 5, 5, 2],
    make: () => layers.convLstm2d({ filters: 2, kernelSize: 3, recurrentInitializer }),
  },
  {
    name: 'timeDistributed',
    input: [3, 4],
    make: () => layers.timeDistributed({ layer: layers.dense({ units: 2 }) }),
  },
  {
    name: 'upSampling2d, bilinear',
    input: square,
    make: () => layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' }),
  },
  { name: 'zeroPadding2d', input: picture, make: () => layers.zeroPadding2d({ padding: [1, 2] }) },
  {
    name: 'cropping2D',
    input: picture,
    make: () =>
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 1],
        ],
      }),
  },
  { name: 'flatten', input: picture, make: () => layers.flatten() },
  { name: 'reshape', input: picture, make: () => layers.reshape({ targetShape: [14, 12] }) },
  { name: 'permute', input: picture, make: () => layers.permute({ dims: [3, 1, 2] }) },
  { name: 'repeatVector', input: [5], make: () => layers.repeatVector({ n: 3 }) },
]
