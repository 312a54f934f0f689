/** Gaussian blur. */
import { insideIndex } from '../fill-mode.ts'
import { kernelsFor, scratch } from '../../kernels/kernels.ts'
import { amountOf, drawAmount } from './fields.ts'
import type { Amount } from './fields.ts'
import type { Chance, Operation } from './operation.ts'

export interface BlurOptions extends Chance {
  /** Standard deviation of the Gaussian in pixels of the network's input, above 0 to 50. */
  sigma: Amount
}

export interface BlurStep extends BlurOptions {
  step: 'blur'
}

export interface DrawnBlur {
  step: 'blur'
  sigma: number
}

export const blurOperation: Operation<BlurStep, DrawnBlur> = {
  fields: { sigma: amountOf(0, 50, true) },
  required: ['sigma'],
  drawn: ['sigma'],
  draw: ({ step, sigma }, random) => ({ step, sigma: drawAmount(sigma, 1, random) }),
  /** Torchvision's `gaussian_blur` with a kernel of 2 ceil(3 sigma) + 1; the picture is mirrored at its edges (dcb|abcd). */
  tone(x, [height, width, channels], { sigma }, _, into) {
    const kernel = gaussian(sigma)
    const radius = kernel.length - 1
    const rows = mirrored(height, radius)
    const columns = mirrored(width, radius)
    const stride = width * channels
    const pad = radius * channels
    const kernels = kernelsFor(x, into)
    if (kernels !== undefined) {
      const tables = scratch()
      const weights = tables.put(kernel)
      const [down, across] = [tables.put(rows), tables.put(columns)]
      const room = tables.room(4 * (stride + 2 * pad))
      kernels.blur(x.byteOffset, into.byteOffset, height, width, channels, weights, radius, down, across, room)
      return
    }
    // One row blurred downwards, with its mirrored ends; the output row is finished from it at once. All in 32-bit floats.
    const line = new Float32Array(stride + 2 * pad)
    for (let y = 0; y < height; y++) {
      for (let i = 0; i < stride; i++) {
        let sum = Math.fround(kernel[0]! * x[y * stride + i]!)
        for (let k = 1; k <= radius; k++) {
          const pair = Math.fround(x[rows[y + radius - k]! * stride + i]! + x[rows[y + radius + k]! * stride + i]!)
          sum = Math.fround(sum + Math.fround(kernel[k]! * pair))
        }
        line[pad + i] = sum
      }
      for (let k = 1; k <= radius; k++)
        for (let c = 0; c < channels; c++) {
          line[pad - k * channels + c] = line[pad + columns[radius - k]! * channels + c]!
          line[pad + stride + (k - 1) * channels + c] = line[pad + columns[width - 1 + radius + k]! * channels + c]!
        }
      for (let i = 0; i < stride; i++) {
        let sum = Math.fround(kernel[0]! * line[pad + i]!)
        for (let k = 1, o = channels; k <= radius; k++, o += channels) {
          const pair = Math.fround(line[pad + i - o]! + line[pad + i + o]!)
          sum = Math.fround(sum + Math.fround(kernel[k]! * pair))
        }
        into[y * stride + i] = sum
      }
    }
  },
  words: ({ sigma }) => `blurred by ${sigma.toFixed(2)} pixels`,
}

/** The middle weight and those to one side; all weights together add up to 1. */
function gaussian(sigma: number): Float32Array {
  const half = Float64Array.from({ length: Math.ceil(3 * sigma) + 1 }, (_, i) => Math.exp(-0.5 * (i / sigma) ** 2))
  const sum = half.reduce((a, b) => a + 2 * b, -half[0]!)
  return Float32Array.from(half, (v) => v / sum)
}

/** For positions from `-radius` to `size - 1 + radius` what stands there: dcb|abcd|cba. */
function mirrored(size: number, radius: number): Int32Array {
  return Int32Array.from({ length: size + 2 * radius }, (_, i) => insideIndex(i - radius, size, 'mirror'))
}
