/** Kernels that tfjs-node lacks, where TensorFlow does in one pass what tfjs composes of many, and one that it must not call as it is. */
import { getKernel, mul, registerKernel, stridedSlice, tensor, unregisterKernel } from '@tensorflow/tfjs-core'
import type { KernelFunc, Tensor, TensorInfo } from '@tensorflow/tfjs-core'
import { DropoutMasks } from '../compute/dropout-masks.ts'
import type { SeededDropoutAttributes } from '../training/seeded-dropout.ts'

interface NodeBackend {
  binding: { TF_ATTR_TYPE: number; TF_FLOAT: number }
  executeSingleOutput(name: string, attributes: object[], inputs: TensorInfo[]): Tensor
}

/** TensorFlow's own ReluGrad; of the output it asks only whether it is positive. */
function reluGrad({ inputs, backend }: { inputs: { dy: Tensor; y: Tensor }; backend: NodeBackend }): TensorInfo {
  const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding
  const type = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }
  return backend.executeSingleOutput('ReluGrad', [type], [inputs.dy, inputs.y])
}

let masks: DropoutMasks | undefined

/** The mask comes from the wasm kernel, ten times as fast as a loop in JavaScript and equal to its bits. */
function seededDropout({ inputs, attrs }: { inputs: { x: Tensor }; attrs: SeededDropoutAttributes }): TensorInfo {
  const { x } = inputs
  masks ??= new DropoutMasks()
  const factors = tensor(masks.draw(x.size, attrs), x.shape)
  try {
    return mul(x, factors)
  } finally {
    factors.dispose()
  }
}

interface FilterGradientCall {
  inputs: { x: Tensor; dy: Tensor }
  attrs: { strides: number | [number, number]; filterShape: number[]; pad: unknown }
  backend: NodeBackend
}

/** Marks our kernel in front of the shipped one. */
const OURS = Symbol.for('@convlens/backend: kernel')

/**
 * Filter gradients of 1x1 convolutions with a stride, the shortcuts of residual networks: oneDNN in TensorFlow 2.21 writes
 * outside its memory where the stride leaves pixels over, and the process dies. Without the pixels that the stride skips it is a
 * gradient of stride 1.
 */
function guardFilterGradient(): void {
  const shipped = getKernel('Conv2DBackpropFilter', 'tensorflow')
  if (!shipped || OURS in shipped.kernelFunc) return
  const plain = (parameters: unknown): TensorInfo =>
    shipped.kernelFunc(parameters as Parameters<KernelFunc>[0]) as TensorInfo
  const guarded = (call: FilterGradientCall): TensorInfo => {
    const { inputs, attrs } = call
    const [rows, columns] = [attrs.strides, attrs.strides].flat() as [number, number]
    const [height, width] = attrs.filterShape
    if (height !== 1 || width !== 1 || (rows === 1 && columns === 1)) return plain(call)
    const seen = stridedSlice(inputs.x, [0, 0, 0, 0], inputs.x.shape, [1, rows, columns, 1])
    try {
      return plain({ ...call, inputs: { x: seen, dy: inputs.dy }, attrs: { ...attrs, strides: 1, pad: 'valid' } })
    } finally {
      seen.dispose()
    }
  }
  unregisterKernel('Conv2DBackpropFilter', 'tensorflow')
  registerKernel({
    ...shipped,
    kernelFunc: Object.assign(guarded as unknown as KernelFunc, { [OURS]: true }),
  })
}

const kernels = { ReluGrad: reluGrad, SeededDropout: seededDropout }

export function registerTensorflowKernels(): void {
  guardFilterGradient()
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    if (getKernel(kernelName, 'tensorflow')) continue
    registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc: kernel as unknown as KernelFunc })
  }
}
