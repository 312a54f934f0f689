/** What training can minimise, and the check of what was asked for. */

/**
 * A loss with its settings. Every loss compares a picture's shares of the classes `y` (one-hot, or soft where pictures were
 * mixed; they sum to 1) with the model's probabilities `p`.
 *
 * - `categorical-crossentropy`: `-sum_k y_k log p_k`.
 * - `binary-crossentropy`: `-mean_k [y_k log p_k + (1 - y_k) log(1 - p_k)]`, every class on its own. With two classes that add up
 *   to 1 it is the categorical one.
 * - `focal`: `-sum_k alpha_k y_k (1 - p_k)^gamma log p_k`, which counts less the surer the model is of the right class (Lin et
 *   al. 2017, "Focal loss for dense object detection", equation 5, for a softmax as in Keras' `CategoricalFocalCrossentropy`).
 *
 * @example
 * ```ts
 * const smoothed: LossOptions = { name: 'categorical-crossentropy', labelSmoothing: 0.1 }
 * const focal: LossOptions = { name: 'focal', gamma: 2, alpha: [0.25, 0.75] }
 * ```
 */
export type LossOptions =
  | {
      readonly name: 'categorical-crossentropy'
      /** `s` of `y (1 - s) + s / classes`, as in Keras and PyTorch; at least 0, below 1. Default 0. */
      readonly labelSmoothing?: number
    }
  | {
      readonly name: 'binary-crossentropy'
      /** `s` of `y (1 - s) + s / 2`, as in Keras: every class is pulled towards one half. At least 0, below 1. Default 0. */
      readonly labelSmoothing?: number
    }
  | {
      readonly name: 'focal'
      /** How fast easy pictures stop counting; at least 0, where 0 is the categorical cross-entropy. Default 2. */
      readonly gamma?: number
      /**
       * How much each class counts: one number a class, at least 0. Default 1 for each. Keras' default is .25 for every class, a
       * quarter of the loss; the paper's is .25 for the rare class against .75, `[0.75, 0.25]` with the rare one second.
       */
      readonly alpha?: readonly number[]
      /** As for `categorical-crossentropy`. */
      readonly labelSmoothing?: number
    }

/** A loss by its name, or with settings. */
export type Loss = LossOptions['name'] | LossOptions

/** A loss with every setting in its place, as `checkLoss` returns it. Plain data: it can be written down as JSON. */
export type CheckedLoss =
  | { readonly name: 'categorical-crossentropy'; readonly labelSmoothing: number }
  | { readonly name: 'binary-crossentropy'; readonly labelSmoothing: number }
  | {
      readonly name: 'focal'
      readonly labelSmoothing: number
      readonly gamma: number
      /** One number a class; absent where all count alike. */
      readonly alpha?: readonly number[]
    }

const lossNames: readonly LossOptions['name'][] = ['binary-crossentropy', 'categorical-crossentropy', 'focal']

function checkAlpha(alpha: readonly number[], classes: number): void {
  if (!Array.isArray(alpha) || alpha.length !== classes)
    throw new RangeError(`loss.alpha: expected ${classes} numbers, one a class, got ${JSON.stringify(alpha)}`)
  const bad = alpha.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad >= 0) throw new RangeError(`loss.alpha[${bad}]: expected a number of at least 0, got ${alpha[bad]}`)
  if (!alpha.some((weight) => weight > 0)) throw new RangeError('loss.alpha: expected at least one number above 0')
}

/**
 * A loss with its defaults filled in.
 *
 * @param classes number of classes of the model, which `alpha` has to fit
 * @throws RangeError for a name that there is not, or a setting out of its range
 * @example
 * ```ts
 * checkLoss('focal', 2) // { name: 'focal', labelSmoothing: 0, gamma: 2 }
 * ```
 */
export function checkLoss(loss: Loss, classes: number): CheckedLoss {
  const options: LossOptions = typeof loss === 'string' ? { name: loss } : loss
  if (!lossNames.includes(options?.name))
    throw new RangeError(`loss: no loss named '${String(options?.name)}'; there are ${lossNames.join(', ')}`)
  const { name, labelSmoothing = 0 } = options
  if (!(labelSmoothing >= 0 && labelSmoothing < 1))
    throw new RangeError(`loss.labelSmoothing: expected a number of at least 0 and below 1, got ${labelSmoothing}`)
  if (name !== 'focal') return { name, labelSmoothing }
  const { gamma = 2, alpha } = options
  if (!(gamma >= 0 && gamma < Infinity))
    throw new RangeError(`loss.gamma: expected a number of at least 0, got ${gamma}`)
  if (alpha === undefined) return { name, labelSmoothing, gamma }
  checkAlpha(alpha, classes)
  return { name, labelSmoothing, gamma, alpha: [...alpha] }
}
