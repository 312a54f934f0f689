/** Losses of classifiers: one value a picture, and their mean. */
import {
  type Scalar,
  type Tensor1D,
  type Tensor2D,
  add,
  clipByValue,
  div,
  exp,
  eye,
  expandDims,
  log,
  logSoftmax,
  logSumExp,
  maximum,
  mean,
  mul,
  neg,
  pow,
  sub,
  sum,
  tidy,
} from '@tensorflow/tfjs-core'

import type { CheckedLoss } from './loss.ts'

export type { CheckedLoss } from './loss.ts'

/** What scores are: logits are the scores before a softmax. */
export type ScoreKind = 'logits' | 'probabilities'

/** Keras' `epsilon`, which keeps the logarithm of a probability finite. */
const EPSILON = 1e-7

/** Takes a class out of a sum of exponentials without leaving float32. */
const MINUS_INFINITY = -1e30

/** Labels pulled towards all classes alike; a class on its own (binary) is pulled towards one half. */
function smooth(targets: Tensor2D, { name, labelSmoothing: s }: CheckedLoss): Tensor2D {
  if (s === 0) return targets
  return add(mul(targets, 1 - s), name === 'binary-crossentropy' ? s / 2 : s / targets.shape[1])
}

/** `-sum_k y_k alpha_k factor_k log p_k` */
function focalLosses(
  targets: Tensor2D,
  alpha: readonly number[] | undefined,
  factor: Tensor2D,
  logP: Tensor2D,
): Tensor1D {
  const weighted = alpha === undefined ? targets : mul(targets, [...alpha])
  return neg(sum<Tensor1D>(mul(mul(weighted, factor), logP), 1))
}

/** `-mean_k [y_k log p_k + (1 - y_k) log(1 - p_k)]` */
const binaryLosses = (targets: Tensor2D, logP: Tensor2D, logNot: Tensor2D): Tensor1D =>
  neg(mean<Tensor1D>(add(mul(targets, logP), mul(sub(1, targets), logNot)), 1))

/** `-sum_k y_k log p_k` */
const categoricalLosses = (targets: Tensor2D, logP: Tensor2D): Tensor1D => neg(sum<Tensor1D>(mul(targets, logP), 1))

/** `log(1 - p_k) = log sum_{j != k} p_j`: 1 is not subtracted from, so that no digits are lost where `p_k` is almost 1. */
const logOfOthers = (logP: Tensor2D): Tensor2D =>
  logSumExp(add(expandDims(logP, 1), mul(eye(logP.shape[1]), MINUS_INFINITY)), 2)

function fromLogits(logits: Tensor2D, targets: Tensor2D, loss: CheckedLoss): Tensor1D {
  const logP = logSoftmax(logits)
  // Of two classes, 1 - p_k is the other one's probability: both terms of the binary loss are the categorical loss.
  if (loss.name === 'categorical-crossentropy' || (loss.name === 'binary-crossentropy' && logits.shape[1] === 2))
    return categoricalLosses(targets, logP)
  const logNot = logOfOthers(logP)
  if (loss.name === 'binary-crossentropy') return binaryLosses(targets, logP, logNot)
  return focalLosses(targets, loss.alpha, exp(mul<Tensor2D>(logNot, loss.gamma)), logP)
}

function fromProbabilities(scores: Tensor2D, targets: Tensor2D, loss: CheckedLoss): Tensor1D {
  if (loss.name === 'binary-crossentropy') {
    const p = clipByValue(scores, EPSILON, 1 - EPSILON)
    return binaryLosses(targets, log(p), log(sub<Tensor2D>(1, p)))
  }
  // As in Keras: classes that do not compete, each with its own sigmoid, could otherwise all go to 1 and the loss to 0.
  const shares = div<Tensor2D>(scores, maximum(sum(scores, 1, true), EPSILON))
  const p = clipByValue(shares, EPSILON, 1 - EPSILON)
  if (loss.name === 'categorical-crossentropy') return categoricalLosses(targets, log(p))
  return focalLosses(targets, loss.alpha, pow<Tensor2D>(sub(1, p), loss.gamma), log(p))
}

/**
 * The loss of each picture.
 *
 * From logits nothing is clipped: `log p` and `log(1 - p)` come from the logits, so that value and gradient survive a saturated
 * softmax. Keras clips the probabilities of the binary and the focal loss to [1e-7, 1 - 1e-7]; values agree wherever it does
 * not. From probabilities (of a model that ends in no softmax) they are clipped as in Keras, and for all but the binary loss
 * divided by their sum first, as in Keras.
 *
 * Labels are smoothed here. The focal loss of a soft label is the labels' mixture of the focal losses, as in Keras, and the same
 * as torchvision's `sigmoid_focal_loss` for hard labels only.
 *
 * @param scores `[n, classes]`, at least two classes
 * @param targets `[n, classes]`, the shares of the classes, each row of sum 1
 * @param loss see `checkLoss`
 * @returns `[n]`, the caller disposes
 * @example
 * ```ts
 * const each = pictureLosses(tensor2d([[2, 0]]), tensor2d([[1, 0]]), checkLoss('focal', 2), 'logits') // [0.0018]
 * ```
 */
export function pictureLosses(scores: Tensor2D, targets: Tensor2D, loss: CheckedLoss, kind: ScoreKind): Tensor1D {
  const compute = kind === 'logits' ? fromLogits : fromProbabilities
  return tidy(() => compute(scores, smooth(targets, loss), loss))
}

/**
 * Weighted mean over pictures, `sum_i w_i l_i / n`: Keras' `sum_over_batch_size`.
 *
 * It is divided by the number of pictures, not by the sum of the weights as in PyTorch's `CrossEntropyLoss(weight=...)`. So a
 * weight means the same in every batch: a rare picture alone among its like does not lose its weight, and parts of a batch add
 * up to the whole with the shares `n_i / n`. Weights of mean 1 over the data keep the loss's scale.
 *
 * @param losses `[n]`
 * @param weights `[n]`; all 1 where undefined
 * @returns a scalar, the caller disposes
 */
export function meanLoss(losses: Tensor1D, weights: Tensor1D | undefined): Scalar {
  return tidy(() => mean(weights === undefined ? losses : mul(losses, weights)))
}
