/** Puts our training kernels into the registry of tfjs-core. */
import type { KernelFunc } from '@tensorflow/tfjs-core'
import { computeEngine } from '../compute/engine.ts'
import type { WasmBackend } from '../compute/wasm-backend.ts'
import { conv2DBackpropFilterKernel } from './composed/conv2d-backprop-filter.ts'
import { conv2DBackpropInputKernel } from './composed/conv2d-backprop-input.ts'
import { conv3DBackpropInputKernel } from './composed/conv3d-backprop-input.ts'
import { depthwiseBackpropFilterKernel, depthwiseBackpropInputKernel } from './composed/depthwise-gradients.ts'
import { maxPoolGradKernel } from './composed/max-pool-grad.ts'
import { reduceKernel } from './composed/reduce.ts'
import { reluGradKernel } from './composed/relu-grad.ts'
import { seededDropoutKernel } from './composed/seeded-dropout.ts'
import { registerTrainingGradients } from '../training/gradients.ts'
import { replaceKernel } from '../training/replace-kernel.ts'
import { identityKernel } from './identity.ts'
import { wasmKernel } from './kernel-call.ts'
import { conv2D, conv2DBackpropFilter, conv2DBackpropInput, fusedConv2D } from './simd/conv2d.ts'
import {
  depthwiseConv2dNative,
  depthwiseConv2dNativeBackpropFilter,
  depthwiseConv2dNativeBackpropInput,
} from './simd/depthwise-conv2d.ts'
import { elementwise } from './simd/elementwise.ts'
import { fusedBatchNorm } from './simd/fused-batch-norm.ts'
import type { EngineKernel } from './simd/kernel.ts'
import { batchMatMul, fusedMatMul } from './simd/mat-mul.ts'
import { maxPool, maxPoolGrad } from './simd/max-pool.ts'
import { reduce } from './simd/reduce.ts'
import { reluGrad } from './simd/relu-grad.ts'
import { seededDropout } from './simd/seeded-dropout.ts'
import { tileKernel } from './tile.ts'
import { unsortedSegmentSumKernel } from './unsorted-segment-sum.ts'

/** On the engine, where there is SIMD. */
const onEngine: Readonly<Record<string, EngineKernel<never, never>>> = {
  ...elementwise,
  BatchMatMul: batchMatMul,
  Conv2D: conv2D,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNative: depthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2dNativeBackpropInput,
  FusedBatchNorm: fusedBatchNorm,
  FusedConv2D: fusedConv2D,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  ReluGrad: reluGrad,
  SeededDropout: seededDropout,
  Mean: reduce(true),
  Sum: reduce(false),
  _FusedMatMul: fusedMatMul,
}

/** Composed of shipped kernels and plain loops: where there is no SIMD, and for what the engine leaves out. */
const composed: Readonly<Record<string, (shipped: KernelFunc) => KernelFunc>> = {
  Conv2DBackpropFilter: () => conv2DBackpropFilterKernel,
  Conv2DBackpropInput: conv2DBackpropInputKernel,
  Conv3DBackpropInputV2: () => conv3DBackpropInputKernel,
  DepthwiseConv2dNativeBackpropFilter: () => depthwiseBackpropFilterKernel,
  DepthwiseConv2dNativeBackpropInput: () => depthwiseBackpropInputKernel,
  Identity: () => identityKernel,
  MaxPoolGrad: () => maxPoolGradKernel,
  ReluGrad: () => reluGradKernel,
  SeededDropout: () => seededDropoutKernel,
  Mean: (shipped) => reduceKernel(shipped, true),
  Sum: (shipped) => reduceKernel(shipped, false),
  Tile: tileKernel,
  UnsortedSegmentSum: () => unsortedSegmentSumKernel,
}

/** The kernel to register: the engine's, else the composed one, else the shipped one. */
function kernelFunc(name: string, shipped: KernelFunc | undefined): KernelFunc {
  // one of them exists: what the wasm package lacks is composed
  const otherwise = (composed[name]?.(shipped!) ?? shipped)!
  const first = onEngine[name]
  if (first === undefined) return otherwise
  return (parameters) => {
    const engine = computeEngine(parameters.backend as WasmBackend)
    const output = engine === undefined ? undefined : first(engine, parameters as never)
    return output ?? otherwise(parameters)
  }
}

/**
 * Lets convolutional networks train on the `wasm` backend of TensorFlow.js, which ships without the gradient of a
 * convolution's filter (tfjs issues 8474 and 8082): registers the missing kernels, and replaces slow ones by SIMD kernels of our own
 * with the same results.
 *
 * Call it once `@tensorflow/tfjs-backend-wasm` is imported, before or after `setBackend('wasm')`. Calling it again changes
 * nothing. `useBackend` calls it for you, and puts the kernels on all cores, which this alone does not.
 *
 * @returns names of the kernels that were registered by this call; empty where they already were
 * @throws Error where `@tensorflow/tfjs-backend-wasm` is not imported
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-wasm'
 * import { setBackend } from '@tensorflow/tfjs-core'
 * import { registerWasmTrainingKernels } from '@convlens/backend'
 *
 * registerWasmTrainingKernels()
 * await setBackend('wasm')
 * ```
 */
export function registerWasmTrainingKernels(): string[] {
  wasmKernel('Conv2D')
  registerTrainingGradients()
  const names = [...new Set([...Object.keys(onEngine), ...Object.keys(composed)])]
  return names.filter((name) => replaceKernel(name, 'wasm', (shipped) => kernelFunc(name, shipped)))
}
