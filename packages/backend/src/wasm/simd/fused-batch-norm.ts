/** FusedBatchNorm over channels: one multiplication and one addition a value. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { engineKernel, sizeOf } from './kernel.ts'
import type { EngineKernel } from './kernel.ts'

interface Inputs {
  x: TensorInfo
  mean: TensorInfo
  variance: TensorInfo
  offset?: TensorInfo
  scale?: TensorInfo
}

/** y = (x - mean) / sqrt(variance + epsilon) scale + offset */
export const fusedBatchNorm: EngineKernel<never, never> = engineKernel<Inputs, { varianceEpsilon: number }>(
  (engine, { inputs, attrs, backend }) => {
    const { x, mean, variance, offset, scale } = inputs
    const channels = x.shape.at(-1) ?? 0
    const perChannel = [mean, variance, offset, scale].every((each) => !each || sizeOf(each.shape) === channels)
    const size = sizeOf(x.shape)
    if (x.dtype !== 'float32' || !perChannel || size === 0) return undefined
    const y = backend.makeOutput(x.shape, 'float32')
    const read = (tensor: TensorInfo | undefined): Float32Array | undefined =>
      tensor ? (backend.typedArrayFromHeap(tensor) as Float32Array) : undefined
    engine.withMemory(8 * channels, (address) => {
      const factors = engine.floats(address, channels)
      const shifts = engine.floats(address + 4 * channels, channels)
      const [means, variances, offsets, scales] = [mean, variance, offset, scale].map(read)
      for (let c = 0; c < channels; c++) {
        factors[c] = (scales?.[c] ?? 1) / Math.sqrt(variances![c]! + attrs.varianceEpsilon)
        shifts[c] = (offsets?.[c] ?? 0) - means![c]! * factors[c]!
      }
      const pixels = size / channels
      const perChunk = Math.max(1, Math.ceil(16_384 / channels), Math.ceil(pixels / 512))
      const addresses = [engine.address(x), address, address + 4 * channels, engine.address(y)]
      engine.run('scaleAndShift', [...addresses, pixels, channels, perChunk], Math.ceil(pixels / perChunk))
    })
    return y
  },
)
