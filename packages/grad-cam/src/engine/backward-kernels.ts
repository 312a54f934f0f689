/** Kernels that compute too much, or wrongly, are replaced for the length of one synchronous backward pass. */
import * as tf from '@tensorflow/tfjs-core'

type KernelFunc = tf.KernelFunc

/**
 * Gradients of filters: nobody asks for them here, but tfjs computes those of fused linear convolutions all the same,
 * and stock wasm has no kernel for them. NaN instead of zeros: should a filter ever depend on the tapped activations,
 * the map is not finite, which is noticed, and the pass is repeated with the kernels of the backend.
 */
const filterGradients = ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter']

const unknownFilter: KernelFunc = ({ attrs }) =>
  tf.fill((attrs as unknown as { filterShape: number[] }).filterShape, Number.NaN)

/**
 * Runs `backward` with lean kernels; the registry is as before when it returns or throws.
 *
 * @param lean `false` keeps the backend's own gradients of filters
 */
export function withBackwardKernels<T>(lean: boolean, backward: () => T): T {
  const backendName = tf.getBackend()
  const replaced: { kernelName: string; original: tf.KernelConfig | undefined }[] = []
  const replace = (kernelName: string, kernelFunc: KernelFunc): void => {
    const original = tf.getKernel(kernelName, backendName)
    if (original !== undefined) tf.unregisterKernel(kernelName, backendName)
    replaced.push({ kernelName, original })
    tf.registerKernel({ kernelName, backendName, kernelFunc })
  }
  try {
    if (lean) for (const kernelName of filterGradients) replace(kernelName, unknownFilter)
    const pooling = tf.getKernel('MaxPoolGrad', backendName)
    if (pooling !== undefined && isMaxPoolGradBroken(pooling)) replace('MaxPoolGrad', ofPositives(pooling.kernelFunc))
    return backward()
  } finally {
    for (const { kernelName, original } of replaced.toReversed()) {
      tf.unregisterKernel(kernelName, backendName)
      if (original !== undefined) tf.registerKernel(original)
    }
  }
}

const probed = new WeakMap<tf.KernelConfig, boolean>()

/**
 * Stock wasm (tfjs 4.22) sends the gradient of every window without a positive value to the very first cell of the
 * tensor: after a ReLU that is a good part of them. Asked of the kernel itself, because it may have been replaced.
 */
function isMaxPoolGradBroken(kernel: tf.KernelConfig): boolean {
  if (kernel.backendName !== 'wasm') return false
  const known = probed.get(kernel)
  if (known !== undefined) return known
  const broken = tf.tidy(() => {
    const inputs = { dy: tf.ones([1, 1, 2, 1]), input: tf.zeros([1, 1, 4, 1]), output: tf.zeros([1, 1, 2, 1]) }
    const attributes = { filterSize: [1, 2], strides: [1, 2], pad: 'valid' }
    const gradient = tf.engine().runKernel('MaxPoolGrad', inputs, attributes as never) as tf.Tensor
    const [a = 0, b = 0, c = 0, d = 0] = gradient.dataSync()
    return a + b !== 1 || c + d !== 1
  })
  probed.set(kernel, broken)
  return broken
}

/** Shifting all values alike leaves their maxima where they are: here until all are positive. */
function ofPositives(kernelFunc: KernelFunc): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { dy, input, output } = inputs as Record<'dy' | 'input' | 'output', tf.Tensor>
    const [shiftedInput, shiftedOutput] = tf.tidy(() => {
      const shift = tf.sub(1, tf.min(input))
      return [tf.add(input, shift), tf.add(output, shift)] as const
    })
    const shifted = { dy, input: shiftedInput, output: shiftedOutput }
    const gradient = kernelFunc({ inputs: shifted, backend, ...(attrs && { attrs }) })
    tf.dispose([shiftedInput, shiftedOutput])
    return gradient
  }
}
