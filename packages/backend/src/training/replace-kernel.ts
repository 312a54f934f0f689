/** Our kernels in the registry of tfjs-core, in front of the shipped ones. */
import { getKernel, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core'
import type { KernelFunc } from '@tensorflow/tfjs-core'

/** Marks a kernel of ours, also across two copies of this package. */
const OURS = Symbol.for('@convlens/backend: kernel')

/**
 * Registers a kernel in place of the shipped one, which keeps its set-up so that ours can call it.
 *
 * @param make gets the shipped kernel, if there is one
 * @returns false where ours was there already
 */
export function replaceKernel(
  kernelName: string,
  backendName: string,
  make: (shipped: KernelFunc | undefined) => KernelFunc,
): boolean {
  // absent is null, whatever the type says
  const shipped = getKernel(kernelName, backendName) ?? undefined
  if (shipped !== undefined && OURS in shipped.kernelFunc) return false
  const kernel = make(shipped?.kernelFunc)
  if (shipped !== undefined) unregisterKernel(kernelName, backendName)
  const kernelFunc = Object.assign((parameters: Parameters<KernelFunc>[0]) => kernel(parameters), { [OURS]: true })
  registerKernel({ ...shipped, kernelName, backendName, kernelFunc })
  return true
}
