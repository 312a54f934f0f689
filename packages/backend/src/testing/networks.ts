/** Three networks as people build them, small enough for the cpu backend. */
import { input, layers, model, sequential } from '@tensorflow/tfjs-layers'
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import type { Layer } from './layer-zoo.ts'

export interface Network {
  name: string
  input: number[]
  make: () => LayersModel
}

const apply = (layer: Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor => layer.apply(x) as SymbolicTensor

/** Depthwise separable blocks with batch normalisation (Howard et al. 2017). */
function mobileNet(): LayersModel {
  const net = sequential()
  net.add(
    layers.conv2d({ inputShape: [24, 24, 3], filters: 8, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
  )
  net.add(layers.batchNormalization())
  net.add(layers.reLU({ maxValue: 6 }))
  for (const [filters, strides] of [
    [16, 1],
    [24, 2],
    [24, 1],
  ] as const) {
    net.add(layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false }))
    net.add(layers.batchNormalization())
    net.add(layers.reLU({ maxValue: 6 }))
    net.add(layers.conv2d({ filters, kernelSize: 1, useBias: false }))
    net.add(layers.batchNormalization())
    net.add(layers.reLU({ maxValue: 6 }))
  }
  net.add(layers.globalAveragePooling2d({}))
  net.add(layers.dense({ units: 3, activation: 'softmax' }))
  return net
}

/** Residual blocks with batch normalisation, one of them with stride 2 (He et al. 2016). */
function resNet(): LayersModel {
  const start = input({ shape: [20, 20, 3] })
  const convolve = (x: SymbolicTensor, filters: number, kernelSize: number, strides: number): SymbolicTensor => {
    const settings = { filters, kernelSize, strides, padding: 'same' as const, useBias: false }
    return apply(layers.batchNormalization(), apply(layers.conv2d(settings), x))
  }
  const relu = (x: SymbolicTensor): SymbolicTensor => apply(layers.reLU(), x)
  const block = (x: SymbolicTensor, filters: number, strides: number): SymbolicTensor => {
    const shortcut = strides === 1 ? x : convolve(x, filters, 1, strides)
    const residual = convolve(relu(convolve(x, filters, 3, strides)), filters, 3, 1)
    return relu(apply(layers.add(), [shortcut, residual]))
  }
  let x = relu(convolve(start, 8, 3, 1))
  x = block(x, 8, 1)
  x = block(x, 16, 2)
  x = apply(layers.globalAveragePooling2d({}), x)
  return model({ inputs: start, outputs: apply(layers.dense({ units: 3 }), x) })
}

/** Strided convolutions, then dilated ones of growing rate (Chen et al. 2017). */
function dilated(): LayersModel {
  const net = sequential()
  net.add(
    layers.conv2d({
      inputShape: [25, 23, 3],
      filters: 8,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      activation: 'relu',
    }),
  )
  for (const rate of [2, 3, 4]) {
    net.add(layers.conv2d({ filters: 8, kernelSize: 3, dilationRate: rate, padding: 'same', activation: 'relu' }))
  }
  net.add(layers.conv2d({ filters: 6, kernelSize: [2, 3], strides: [2, 1], activation: 'relu' }))
  net.add(layers.globalAveragePooling2d({}))
  net.add(layers.dense({ units: 2 }))
  return net
}

export const NETWORKS: readonly Network[] = [
  { name: 'MobileNet: depthwise convolutions', input: [24, 24, 3], make: mobileNet },
  { name: 'ResNet: residuals and batch normalisation', input: [20, 20, 3], make: resNet },
  { name: 'dilated and strided convolutions', input: [25, 23, 3], make: dilated },
]
