/** Kernels that tfjs-node lacks, where TensorFlow does in one pass what tfjs composes of many, and one that it must not call as it is. */
import { mul, stridedSlice, tensor } from '@tensorflow/tfjs-core'
import type { KernelFunc, Tensor, TensorInfo } from '@tensorflow/tfjs-core'
import { DropoutMasks } from '../compute/dropout-masks.ts'
import { replaceKernel } from '../training/replace-kernel.ts'
import type { SeededDropoutAttributes } from '../training/seeded-dropout.ts'

type KernelParameters = Parameters<KernelFunc>[0]

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

/**
 * Filter gradients of 1x1 convolutions with a stride, the shortcuts of residual networks: oneDNN in TensorFlow 2.21 writes
 * outside its memory where the stride leaves pixels over, and the process dies. Without the pixels that the stride skips it is a
 * gradient of stride 1.
 */
function guardedFilterGradient(shipped: KernelFunc): KernelFunc {
  const guarded = (call: FilterGradientCall): ReturnType<KernelFunc> => {
    const { inputs, attrs } = call
    const [rows, columns] = [attrs.strides, attrs.strides].flat() as [number, number]
    const [height, width] = attrs.filterShape
    if (height !== 1 || width !== 1 || (rows === 1 && columns === 1))
      return shipped(call as unknown as KernelParameters)
    const seen = stridedSlice(inputs.x, [0, 0, 0, 0], inputs.x.shape, [1, rows, columns, 1])
    const plain = { ...call, inputs: { x: seen, dy: inputs.dy }, attrs: { ...attrs, strides: 1, pad: 'valid' } }
    try {
      return shipped(plain as unknown as KernelParameters)
    } finally {
      seen.dispose()
    }
  }
  return guarded as unknown as KernelFunc
}

export function registerTensorflowKernels(): void {
  replaceKernel('Conv2DBackpropFilter', 'tensorflow', (shipped) => guardedFilterGradient(shipped!))
  replaceKernel('ReluGrad', 'tensorflow', () => reluGrad as unknown as KernelFunc)
  replaceKernel('SeededDropout', 'tensorflow', () => seededDropout as unknown as KernelFunc)
}
