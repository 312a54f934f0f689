/** Integrated gradients: every pixel's share in the difference between the picture and a baseline. */
import { type ModelMethod, modelMethod } from './method.ts'

/** Options of `integratedGradients`. */
export interface IntegratedGradientsOptions {
  /** Points on the way from baseline to picture. Default 32. */
  steps?: number
  /** What stands for "nothing there": one value for all, or a picture as large as the explained one. Default 0. */
  baseline?: number | Float32Array
}

/**
 * `sum_c (x_c - x'_c) * mean_s dy/dx_c (x' + (s - 1/2)/steps (x - x'))`: the gradient collected on the straight way from
 * the baseline x' to the picture x (midpoint rule), summed over the colour channels. Signed; over the whole picture it
 * adds up to `y(x) - y(x')`, and `info.completenessGap` says how far the steps are from that. A pixel that equals the
 * baseline gets nothing: choose one that means absence. Sundararajan et al. 2017 (arXiv 1703.01365), equation 3.
 *
 * @throws RangeError for options out of range, and when explaining where the baseline has another size than the picture
 * @example
 * const { map, info } = await explainer.explain(x, { method: integratedGradients({ steps: 64 }), target: { class: 0 } })
 * info.completenessGap // small against the score, or take more steps
 */
export function integratedGradients({ steps = 32, baseline = 0 }: IntegratedGradientsOptions = {}): ModelMethod {
  if (!(Number.isInteger(steps) && steps > 0))
    throw new RangeError(`steps: got ${steps}, expected a positive whole number`)
  return modelMethod({
    name: 'integrated-gradients',
    level: 'input',
    gradients: true,
    async explain(probe) {
      const { height, width, channels, values } = probe.picture
      const start = typeof baseline === 'number' ? new Float32Array(values.length).fill(baseline) : baseline
      if (start.length !== values.length) {
        throw new RangeError(`baseline: got ${start.length} values, expected ${height} x ${width} x ${channels}`)
      }
      const mean = new Float64Array(values.length)
      await probe.inputGradients(
        steps,
        (s) => values.map((value, i) => start[i]! + ((s + 0.5) / steps) * (value - start[i]!)),
        (gradient) => {
          for (let i = 0; i < mean.length; i++) mean[i]! += gradient[i]! / steps
        },
      )
      const raw = new Float32Array(height * width)
      let total = 0
      for (let i = 0; i < mean.length; i++) {
        const share = (values[i]! - start[i]!) * mean[i]!
        raw[Math.floor(i / channels)]! += share
        total += share
      }
      const [atBaseline = 0] = await probe.scores(1, () => start)
      return { height, width, raw, completenessGap: Math.abs(probe.score - atBaseline - total) }
    },
  })
}
