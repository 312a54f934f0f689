/** What training minimises and counts, for the scores of some pictures. */
import { type Scalar, type Tensor2D, add, argMax, cast, equal, sum } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import type { ForwardPass } from './forward.ts'
import { type Loss, lossFromLogits, lossFromProbabilities } from './loss.ts'

/** What every step of a training shares. */
export interface StepContext {
  model: LayersModel
  forward: ForwardPass
  loss: Loss
  classes: number
  /** Pictures that go through the network at once; the whole batch where undefined. */
  microBatch: number | undefined
}

/** Mean loss over the pictures, regularisation of the model included. */
export function totalLoss(scores: Tensor2D, oneHot: Tensor2D, { model, forward, loss }: StepContext): Scalar {
  const value = forward.logits ? lossFromLogits(scores, oneHot, loss) : lossFromProbabilities(scores, oneHot, loss)
  return model.calculateLosses().reduce((total, term) => add(total, term), value)
}

/** How many pictures have their highest score in their own class. */
export function countCorrect(scores: Tensor2D, oneHot: Tensor2D): Scalar {
  return sum(cast(equal(argMax(scores, 1), argMax(oneHot, 1)), 'float32'))
}
