/** What training minimises and counts, for the scores of some pictures. */
import { type Scalar, type Tensor1D, type Tensor2D, add, argMax, cast, equal, sum } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import type { ForwardPass } from './forward.ts'
import { type CheckedLoss, meanLoss, pictureLosses } from './losses/losses.ts'

/** What every step of a training shares. */
export interface StepContext {
  model: LayersModel
  forward: ForwardPass
  loss: CheckedLoss
  classes: number
  /** How much a picture of each class counts in training. */
  classWeights: readonly number[] | undefined
  /** Pictures that go through the network at once; the whole batch where undefined. */
  microBatch: number | undefined
}

/**
 * Mean loss over the pictures, regularisation of the model included.
 *
 * @param weights how much each picture counts; all alike where undefined
 */
export function totalLoss(
  scores: Tensor2D,
  targets: Tensor2D,
  weights: Tensor1D | undefined,
  { model, forward, loss }: StepContext,
): Scalar {
  const each = pictureLosses(scores, targets, loss, forward.logits ? 'logits' : 'probabilities')
  return model.calculateLosses().reduce((total, term) => add(total, term), meanLoss(each, weights))
}

/** How many pictures have their highest score in the class with the highest share. */
export function countCorrect(scores: Tensor2D, targets: Tensor2D): Scalar {
  return sum(cast(equal(argMax(scores, 1), argMax(targets, 1)), 'float32'))
}
