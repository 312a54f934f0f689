/** Losses of softmax classifiers, computed from logits so that neither value nor gradient is lost to saturation. */
import {
  type Scalar,
  type Tensor,
  type Tensor2D,
  add,
  clipByValue,
  eye,
  expandDims,
  log,
  logSoftmax,
  logSumExp,
  mean,
  mul,
  neg,
  sub,
  sum,
} from '@tensorflow/tfjs-core'

/** `binary-crossentropy` compares every class of a one-hot label on its own, as the original project did. */
export type Loss = 'binary-crossentropy' | 'categorical-crossentropy'

export const losses: readonly Loss[] = ['binary-crossentropy', 'categorical-crossentropy']

/** Keras' `epsilon`, which keeps the logarithm of a probability finite. */
const EPSILON = 1e-7

/** Drives the diagonal of a score matrix to probability 0 without leaving float32. */
const MINUS_INFINITY = -1e30

const negativeMean = (values: Tensor): Scalar => neg(mean(values) as Scalar)

/**
 * Mean loss over the samples of a batch, from pre-softmax scores `z`.
 *
 * - categorical: `-log p_y` with `log p = z - logsumexp(z)`
 * - binary: `-mean_k [ y_k log p_k + (1 - y_k) log(1 - p_k) ]` with `log(1 - p_k) = logsumexp_{j != k}(z_j) - logsumexp(z)`.
 *   With two classes `1 - p_k` is the other class's probability, so that this equals the categorical loss.
 *
 * Keras clips probabilities to [1e-7, 1 - 1e-7]; nothing is clipped here. Values agree wherever Keras does not clip; beyond,
 * ours keeps growing and keeps its gradient.
 *
 * @param logits `[n, classes]`
 * @param oneHot `[n, classes]`
 * @returns a scalar; the caller disposes
 */
export function lossFromLogits(logits: Tensor2D, oneHot: Tensor2D, loss: Loss): Scalar {
  const classes = logits.shape[1]
  if (loss === 'categorical-crossentropy' || classes === 2) {
    return negativeMean(sum(mul(oneHot, logSoftmax(logits)), 1))
  }
  const others = logSumExp(add(expandDims(logits, 1), mul(eye(classes), MINUS_INFINITY)), 2)
  const logNot = sub(others, logSumExp(logits, 1, true))
  return negativeMean(add(mul(oneHot, logSoftmax(logits)), mul(sub(1, oneHot), logNot)))
}

/**
 * The same losses for a model whose last layer is no softmax (a sigmoid for each class, say): from probabilities, clipped
 * to [1e-7, 1 - 1e-7] as in Keras.
 */
export function lossFromProbabilities(probabilities: Tensor2D, oneHot: Tensor2D, loss: Loss): Scalar {
  const p = clipByValue(probabilities, EPSILON, 1 - EPSILON)
  if (loss === 'categorical-crossentropy') return negativeMean(sum(mul(oneHot, log(p)), 1))
  return negativeMean(add(mul(oneHot, log(p)), mul(sub(1, oneHot), log(sub(1, p)))))
}
