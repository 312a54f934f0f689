/** Gradients of dilated (atrous) convolutions, which tfjs-core asserts away on every backend. */
import { backend, backend_util, batchToSpaceND, engine, getBackend, spaceToBatchND } from '@tensorflow/tfjs-core'
import type { NamedAttrMap, Tensor4D } from '@tensorflow/tfjs-core'
import { computeEngine } from '../compute/engine.ts'
import type { WasmBackend } from '../compute/wasm-backend.ts'

/** A gradient for each input. */
export type InputGradients = Record<'x' | 'filter', () => Tensor4D>

interface Attributes {
  dilations: number | [number, number]
  strides: number | [number, number]
  pad: 'valid' | 'same' | number
  dataFormat?: 'NHWC' | 'NCHW'
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

export function isDilated(dilations: unknown): boolean {
  return dilations !== undefined && dilations !== null && [dilations].flat().some((rate) => rate !== 1)
}

/** The kernels of our wasm engine know dilations themselves. */
function engineKnowsDilations(): boolean {
  return getBackend() === 'wasm' && computeEngine(backend() as unknown as WasmBackend) !== undefined
}

function run(name: string, inputs: Record<string, Tensor4D>, attrs: object): Tensor4D {
  return engine().runKernel(name, inputs, attrs as NamedAttrMap) as Tensor4D
}

/** What is missing from a length to the next multiple of `rate`. */
function missing(length: number, rate: number): number {
  return (rate - (length % rate)) % rate
}

/**
 * A convolution with holes is one without on every d-th pixel: with `spaceToBatchND` the d x d interleaved pictures
 * become pictures of a batch (Chen et al., DeepLab, 2017), there the gradient is the usual one.
 */
class Interleaved {
  readonly #rates: [number, number]
  readonly #padding: [[number, number], [number, number]]
  readonly #remainder: [[number, number], [number, number]]

  constructor(
    x: Tensor4D,
    filter: Tensor4D,
    { strides, dilations, pad, dimRoundingMode }: Attributes,
    depthwise: boolean,
  ) {
    const shapes = [x.shape, filter.shape] as const
    const info = backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode, depthwise)
    const { top, bottom, left, right } = info.padInfo
    this.#rates = [info.dilationHeight, info.dilationWidth]
    const [below, beside] = [missing(info.outHeight, this.#rates[0]), missing(info.outWidth, this.#rates[1])]
    this.#padding = [
      [top, bottom + below],
      [left, right + beside],
    ]
    this.#remainder = [
      [0, below],
      [0, beside],
    ]
  }

  pictures(x: Tensor4D): Tensor4D {
    return spaceToBatchND(x, this.#rates, this.#padding)
  }

  slopes(dy: Tensor4D): Tensor4D {
    return spaceToBatchND(dy, this.#rates, this.#remainder)
  }

  back(dx: Tensor4D): Tensor4D {
    return batchToSpaceND(dx, this.#rates, this.#padding)
  }

  /** The shape that `pictures` gives. */
  shape([n, height, width, channels]: Tensor4D['shape']): Tensor4D['shape'] {
    const [rows, columns] = this.#rates
    const [[top, bottom], [left, right]] = this.#padding
    return [n * rows * columns, (height + top + bottom) / rows, (width + left + right) / columns, channels]
  }
}

/** Names of the kernels for one kind of convolution. */
interface Kernels {
  input: string
  filter: string
  depthwise: boolean
}

function gradients(kernels: Kernels, dy: Tensor4D, x: Tensor4D, filter: Tensor4D, attrs: Attributes): InputGradients {
  if (attrs.dataFormat === 'NCHW') throw new Error("gradient of a convolution: dataFormat is 'NCHW', expected 'NHWC'")
  if (engineKnowsDilations()) {
    return {
      x: () => run(kernels.input, { dy, filter }, { ...attrs, inputShape: x.shape }),
      filter: () => run(kernels.filter, { x, dy }, { ...attrs, filterShape: filter.shape }),
    }
  }
  const interleaved = new Interleaved(x, filter, attrs, kernels.depthwise)
  const plain = { strides: [1, 1], dilations: [1, 1], pad: 'valid', dataFormat: 'NHWC' }
  return {
    x: () => {
      const inputs = { dy: interleaved.slopes(dy), filter }
      const shape = { inputShape: interleaved.shape(x.shape) }
      return interleaved.back(run(kernels.input, inputs, { ...plain, ...shape }))
    },
    filter: () => {
      const inputs = { x: interleaved.pictures(x), dy: interleaved.slopes(dy) }
      return run(kernels.filter, inputs, { ...plain, filterShape: filter.shape })
    },
  }
}

/** For the gradient registry: dy, x and filter as `conv2d` has them. */
export function conv2DGradient(dy: Tensor4D, x: Tensor4D, filter: Tensor4D, attrs: NamedAttrMap): InputGradients {
  const kernels = { input: 'Conv2DBackpropInput', filter: 'Conv2DBackpropFilter', depthwise: false }
  return gradients(kernels, dy, x, filter, attrs as unknown as Attributes)
}

/** For the gradient registry: dy, x and filter as `depthwiseConv2d` has them. */
export function depthwiseGradient(dy: Tensor4D, x: Tensor4D, filter: Tensor4D, attrs: NamedAttrMap): InputGradients {
  const kernels = {
    input: 'DepthwiseConv2dNativeBackpropInput',
    filter: 'DepthwiseConv2dNativeBackpropFilter',
    depthwise: true,
  }
  return gradients(kernels, dy, x, filter, attrs as unknown as Attributes)
}
