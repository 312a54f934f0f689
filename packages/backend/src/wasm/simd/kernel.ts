/** How a kernel of ours is called, and how it falls back. */
import type { KernelFunc, TensorInfo, backend_util } from '@tensorflow/tfjs-core'
import type { ComputeEngine } from '../../compute/engine.ts'
import type { WasmBackend } from '../../compute/wasm-backend.ts'

export interface KernelCall<Inputs, Attributes> {
  inputs: Inputs
  attrs: Attributes
  backend: WasmBackend
}

/**
 * Computes on the engine.
 *
 * @returns `undefined` where it does not cover the case, which then goes to the kernel of the wasm package
 */
export type EngineKernel<Inputs, Attributes> = (
  engine: ComputeEngine,
  call: KernelCall<Inputs, Attributes>,
) => TensorInfo | undefined

/** Hides the inputs' and attributes' types, which the registry does not know. */
export function engineKernel<Inputs, Attributes>(kernel: EngineKernel<Inputs, Attributes>): EngineKernel<never, never> {
  return kernel as unknown as EngineKernel<never, never>
}

export type Parameters = globalThis.Parameters<KernelFunc>[0]

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** Runs of about 64 kB to 1 MB: enough to be worth handing to a thread, few enough to be counted. */
export function perChunk(size: number, multiple = 4): number {
  const wanted = Math.max(16_384, Math.ceil(size / 512))
  return Math.ceil(wanted / multiple) * multiple
}

/** The geometry of a convolution or pooling as the kernels' params have it, after four addresses. */
export function geometryParams(info: backend_util.Conv2DInfo): number[] {
  return [
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ]
}
