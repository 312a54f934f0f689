// Logistic regression on one number: an intercept and a slope.

/** The fit, and the inverse information, whose diagonal holds the variances. */
export interface LogisticFit {
  intercept: number
  slope: number
  interceptVariance: number
  /** 0 where the slope was given. */
  slopeVariance: number
}

/** Newton's method needs about ten rounds, and one more for each power of e between the slope and its scale. */
const ROUNDS = 200

interface Point {
  loss: number
  /** Of the loss by the intercept, and by the slope at the centre `mean`. */
  gradient: number
  slopeGradient: number
  information: number
  slopeInformation: number
  /** Of x, weighted by how much each picture informs: at it intercept and slope are uncorrelated. */
  mean: number
}

function at(x: Float64Array, y: ArrayLike<number>, intercept: number, slope: number): Point {
  let [loss, information, moment] = [0, 0, 0]
  const residuals = new Float64Array(x.length)
  const informs = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) {
    const eta = intercept + slope * x[i]!
    const e = Math.exp(-Math.abs(eta))
    const tail = e / (1 + e)
    // p - y and -ln likelihood from the smaller of p and 1 - p: neither cancels.
    residuals[i] = eta > 0 ? 1 - y[i]! - tail : tail - y[i]!
    loss += Math.log1p(e) + (eta > 0 ? (1 - y[i]!) * eta : -y[i]! * eta)
    informs[i] = tail / (1 + e)
    information += informs[i]!
    moment += informs[i]! * x[i]!
  }
  const mean = moment / information
  let [gradient, slopeGradient, slopeInformation] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    gradient += residuals[i]!
    slopeGradient += residuals[i]! * (x[i]! - mean)
    slopeInformation += informs[i]! * (x[i]! - mean) ** 2
  }
  return { loss, gradient, slopeGradient, information, slopeInformation, mean }
}

/**
 * Maximum likelihood for P(y = 1) = 1 / (1 + exp(-(intercept + slope x))), by Newton's method with step halving; `y` may
 * be fractions. The caller sees to it that a maximum exists: that x has two values, and that no threshold on x puts all
 * y = 1 on one side and all y = 0 on the other.
 *
 * @param slopeGiven fits the intercept alone, beside this slope
 */
export function logisticRegression(x: Float64Array, y: ArrayLike<number>, slopeGiven?: number): LogisticFit {
  // Counted from the middle in half ranges, scores of any size are alike.
  const [low, high] = [x.reduce((a, b) => Math.min(a, b)), x.reduce((a, b) => Math.max(a, b))]
  const [centre, scale] = slopeGiven === undefined ? [low / 2 + high / 2, high / 2 - low / 2] : [0, 1]
  const scaled = x.map((value) => (value - centre) / scale)
  const free = slopeGiven === undefined
  let [intercept, slope] = [0, slopeGiven ?? 0]
  let now = at(scaled, y, intercept, slope)
  let before = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const slopeStep = free ? -now.slopeGradient / now.slopeInformation : 0
    const step = -now.gradient / now.information - (free ? now.mean * slopeStep : 0)
    const decrement = now.gradient ** 2 / now.information + (free ? now.slopeGradient ** 2 / now.slopeInformation : 0)
    const size = Math.abs(step) + Math.abs(slopeStep)
    // Close to the minimum, steps shrink quadratically until only rounding is left.
    const close = decrement < 1e-9
    if (size === 0 || (close && size >= before)) break
    let part = 1
    let next = at(scaled, y, intercept + step, slope + slopeStep)
    if (!close) {
      while (!(next.loss <= now.loss - 0.25 * part * decrement) && part > 1e-9) {
        part /= 2
        next = at(scaled, y, intercept + part * step, slope + part * slopeStep)
      }
    }
    intercept += part * step
    slope += part * slopeStep
    now = next
    before = close ? size : Infinity
  }
  const shift = free ? now.mean + centre / scale : 0
  return {
    intercept: intercept - (free ? slope * (centre / scale) : 0),
    slope: slope / scale,
    interceptVariance: 1 / now.information + (free ? shift ** 2 / now.slopeInformation : 0),
    slopeVariance: free ? 1 / now.slopeInformation / scale ** 2 : 0,
  }
}
