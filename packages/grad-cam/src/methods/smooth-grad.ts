/** SmoothGrad: the gradient averaged over noisy copies of the picture. */
import { deviationFor, type NoiseOptions, noiseSettings, withNoise } from './gaussian-noise.ts'
import { strongest } from './input-gradients.ts'
import { type ModelMethod, modelMethod } from './method.ts'

/**
 * `max_c |mean_n dy/dx_c (x + noise_n)|` over the colour channels c: pixels whose sensitivity survives noise. Smilkov et
 * al. 2017 (arXiv 1706.03825). Never negative. The same seed gives the same map.
 *
 * @param options `samples` (25), `level` of the noise as a share of the picture's range (.15), `seed` (7)
 * @throws RangeError for options out of range
 * @example
 * const { map } = await explainer.explain(x, { method: smoothGrad({ samples: 50 }), target: { class: 0 } })
 */
export function smoothGrad(options: NoiseOptions = {}): ModelMethod {
  const { samples, level, seed } = noiseSettings(options)
  return modelMethod({
    name: 'smooth-grad',
    level: 'input',
    gradients: true,
    async explain(probe) {
      const { height, width, channels, values } = probe.picture
      const deviation = deviationFor(values, level)
      const mean = new Float64Array(values.length)
      await probe.inputGradients(
        samples,
        (n) => withNoise(values, deviation, seed, n),
        (gradient) => {
          for (let i = 0; i < mean.length; i++) mean[i]! += gradient[i]! / samples
        },
      )
      return { height, width, raw: strongest(mean, channels) }
    },
  })
}
