/** What stands in for removed pixels. */
import type { PictureValues } from './arguments.ts'

/**
 * `'zero'`: zeros; `'mean'`: the picture's mean of every channel; `'blur'`: the picture, blurred by a Gaussian whose
 * standard deviation is a twentieth of the longer side, at least one pixel; or your own numbers: one a channel, or a
 * whole picture.
 */
export type Baseline = 'zero' | 'mean' | 'blur' | Float32Array

/** The values of a picture of which everything is removed. */
export function drawBaseline(baseline: Baseline, picture: PictureValues): Float32Array {
  const { values, channels } = picture
  if (baseline === 'zero') return new Float32Array(values.length)
  if (baseline === 'blur') return blur(picture)
  if (baseline === 'mean') return repeat(channelMeans(picture), values.length)
  const own = baseline as ArrayLike<number> & object
  if (!(ArrayBuffer.isView(own) && (own.length === channels || own.length === values.length))) {
    const came = typeof baseline === 'string' ? `'${baseline as string}'` : `${own.length} numbers`
    const expected = `'zero', 'mean', 'blur', ${channels} or ${values.length} numbers`
    throw new RangeError(`baseline: got ${came}, expected ${expected}`)
  }
  if (!baseline.every(Number.isFinite)) throw new RangeError('baseline: it holds NaN or infinite numbers')
  return repeat(baseline, values.length)
}

function repeat(pattern: ArrayLike<number>, length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => pattern[i % pattern.length]!)
}

function channelMeans({ values, channels }: PictureValues): Float64Array {
  const sums = new Float64Array(channels)
  values.forEach((value, i) => (sums[i % channels]! += value))
  return sums.map((sum) => sum / (values.length / channels))
}

/** Separable Gaussian over three standard deviations; at the border, the weights within the picture count alone. */
function blur({ values, height, width, channels }: PictureValues): Float32Array {
  const deviation = Math.max(1, Math.max(height, width) / 20)
  const radius = Math.ceil(3 * deviation)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - radius) / deviation) ** 2),
  )
  const along = (from: Float32Array, length: number, stride: number): Float32Array =>
    from.map((_, i) => {
      const place = Math.floor(i / stride) % length
      const first = Math.max(-radius, -place)
      const last = Math.min(radius, length - 1 - place)
      let [sum, total] = [0, 0]
      for (let d = first; d <= last; d++) {
        const weight = weights[d + radius]!
        sum += weight * from[i + d * stride]!
        total += weight
      }
      return sum / total
    })
  return along(along(values, width, channels), height, width * channels)
}
