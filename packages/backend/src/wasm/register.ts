/** Puts our training kernels into the registry of tfjs-core. */
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core'
import type { KernelConfig, KernelFunc } from '@tensorflow/tfjs-core'
import { conv2DBackpropFilterKernel } from './conv2d-backprop-filter.ts'
import { conv2DBackpropInputKernel } from './conv2d-backprop-input.ts'
import { identityKernel } from './identity.ts'
import { wasmKernel } from './kernel-call.ts'
import { maxPoolGradKernel } from './max-pool-grad.ts'
import { reduceKernel } from './reduce.ts'
import { tileKernel } from './tile.ts'

/** Marks a kernel of ours, also across two copies of this package. */
const OURS = Symbol.for('@convlens/backend: kernel')

function find(name: string): KernelConfig | undefined {
  return getKernel(name, 'wasm') ?? undefined
}

/** Registers a kernel in place of the shipped one, which keeps its set-up so that it still can be called. */
function put(name: string, kernel: KernelFunc): void {
  const shipped = find(name)
  if (shipped !== undefined) unregisterKernel(name, 'wasm')
  registerKernel({
    ...shipped,
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: Object.assign((parameters: Parameters<KernelFunc>[0]) => kernel(parameters), { [OURS]: true }),
  })
}

/**
 * Lets convolutional networks train on the `wasm` backend of TensorFlow.js, which ships without the gradient of a
 * convolution's filter (tfjs issues 8474 and 8082): registers that kernel, and replaces slow ones by fast ones with the same results.
 *
 * Call it once `@tensorflow/tfjs-backend-wasm` is imported, before or after `setBackend('wasm')`. Calling it again changes
 * nothing. `useBackend` calls it for you.
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
  const kernels: Record<string, () => KernelFunc> = {
    Conv2DBackpropFilter: () => conv2DBackpropFilterKernel,
    Conv2DBackpropInput: () => conv2DBackpropInputKernel(wasmKernel('Conv2DBackpropInput')),
    MaxPoolGrad: () => maxPoolGradKernel,
    Identity: () => identityKernel,
    Tile: () => tileKernel(wasmKernel('Tile')),
    Sum: () => reduceKernel(wasmKernel('Sum'), false),
    Mean: () => reduceKernel(wasmKernel('Mean'), true),
  }
  const registered: string[] = []
  for (const [name, kernel] of Object.entries(kernels)) {
    const present = find(name)
    if (present !== undefined && OURS in present.kernelFunc) continue
    put(name, kernel())
    registered.push(name)
  }
  return registered
}
