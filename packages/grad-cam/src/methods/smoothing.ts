/** Smoothing: any method, averaged over variants of the picture that should not change its answer. */
import { deviationFor, type NoiseOptions, noiseSettings, withNoise } from './gaussian-noise.ts'
import { isLayerMethod } from './layer-gradients.ts'
import { type Method, type ModelMethod, modelMethod, type Picture, type RawMap } from './method.ts'

/**
 * The mean map of `method` over noisy copies of the picture: what is left is what small changes do not move. The idea of
 * SmoothGrad (Smilkov et al. 2017, arXiv 1706.03825) for any method.
 *
 * @param options `samples` (25), `level` of the noise as a share of the picture's range (.15), `seed` (7)
 * @throws RangeError for options out of range
 * @example
 * const { map } = await explainer.explain(x, { method: smoothNoise(layerCam, { samples: 8 }) })
 */
export function smoothNoise(method: Method, options: NoiseOptions = {}): ModelMethod {
  const { samples, level, seed } = noiseSettings(options)
  return smoothed(method, `smooth-noise(${method.name})`, samples, ({ values }, n) =>
    withNoise(values, deviationFor(values, level), seed, n),
  )
}

/** Options of `smoothFlips`. */
export interface FlipOptions {
  /** Mirror left and right. Default `true`. */
  horizontal?: boolean
  /** Mirror top and bottom: only where up and down mean nothing. Default `false`. */
  vertical?: boolean
}

/**
 * The mean map of `method` over the picture and its mirror images, each map mirrored back. Only for models to which a
 * mirror image means the same.
 *
 * @example
 * const { map } = await explainer.explain(x, { method: smoothFlips(gradCam) })
 */
export function smoothFlips(method: Method, { horizontal = true, vertical = false }: FlipOptions = {}): ModelMethod {
  const flips: (readonly [boolean, boolean])[] = [false, horizontal].flatMap((h, i) =>
    i > 0 && !h ? [] : [false, vertical].flatMap((v, k) => (k > 0 && !v ? [] : [[h, v] as const])),
  )
  return smoothed(
    method,
    `smooth-flips(${method.name})`,
    flips.length,
    ({ values, height, width, channels }, n) => mirror(values, height, width, channels, flips[n]!),
    ({ raw, height, width }, n) => mirror(raw, height, width, 1, flips[n]!),
  )
}

/** Mean over `count` variants; `back` turns the map of a variant into one of the picture. */
function smoothed(
  method: Method,
  name: string,
  count: number,
  variant: (picture: Picture, index: number) => Float32Array,
  back: (map: RawMap, index: number) => Float32Array = ({ raw }) => raw,
): ModelMethod {
  const kind = isLayerMethod(method) ? ({ level: 'layer' } as const) : method
  return modelMethod({
    name,
    level: kind.level,
    gradients: method.gradients,
    ...('biases' in kind && { biases: kind.biases }),
    async explain(probe) {
      let mean: Float64Array | undefined
      let first: RawMap | undefined
      for (let n = 0; n < count; n++) {
        const map = await probe.map(method, variant(probe.picture, n))
        first ??= map
        mean ??= new Float64Array(map.raw.length)
        back(map, n).forEach((value, cell) => (mean![cell]! += value / count))
      }
      return { height: first!.height, width: first!.width, raw: Float32Array.from(mean!) }
    },
  })
}

function mirror(
  values: Float32Array,
  height: number,
  width: number,
  channels: number,
  [horizontal, vertical]: readonly [boolean, boolean],
): Float32Array {
  const mirrored = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((vertical ? height - 1 - y : y) * width + (horizontal ? width - 1 - x : x)) * channels
      mirrored.set(values.subarray(from, from + channels), (y * width + x) * channels)
    }
  }
  return mirrored
}
