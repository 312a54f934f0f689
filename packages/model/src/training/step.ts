/** One step: forward, loss, and in training the gradient and the move of the weights. */
import {
  type Scalar,
  type Tensor1D,
  dispose,
  softmax,
  stack,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core'

import type { NamedWeight } from '../weights/named-weights.ts'
import { type TrainingBatch, targetsOf } from './batch.ts'
import { type ClipOptions, clipGradients } from './clip-gradients.ts'
import { batchGradients, disposeGradients } from './gradients.ts'
import { type StepContext, countCorrect, totalLoss } from './objective.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import { TrainingError } from './training-error.ts'

/** What one step gave. */
export interface StepResult {
  /** Mean over the samples of the batch, regularisation of the model included. */
  loss: number
  correct: number
}

/** How the weights move. */
export interface Moves {
  optimizer: Optimizer
  weights: readonly NamedWeight[]
  multiplierOf: ((weight: NamedWeight) => number) | undefined
  clip: ClipOptions | undefined
}

/** Several numbers in one download. */
async function read(...scalars: Scalar[]): Promise<number[]> {
  const all = tidy(() => stack(scalars))
  try {
    return Array.from(await all.data())
  } finally {
    all.dispose()
  }
}

/** The first picture of some batches that holds no number. */
function badPicture(batches: readonly TrainingBatch[]): string | undefined {
  for (const { x, y, ids } of batches) {
    const at = x.findIndex((value) => !Number.isFinite(value))
    if (at < 0) continue
    const name = ids?.[Math.floor(at / (x.length / y.length))]
    return `the picture ${name === undefined ? '' : `'${name}' `}holds ${x[at]}`
  }
  return undefined
}

function requireFinite(loss: number, batches: readonly TrainingBatch[], where: string, rate?: number): void {
  if (Number.isFinite(loss)) return
  const cause =
    rate === undefined
      ? 'the model holds values that are not finite'
      : `try a learning rate below ${rate}, and inputs scaled to about 0 to 1`
  throw new TrainingError('non-finite-loss', `${where}: the loss became ${loss}; ${badPicture(batches) ?? cause}`)
}

/**
 * One training step over some batches, as if they were one. The weights move only if loss and gradient are finite.
 *
 * @param step counts the steps of the whole training and chooses the dropout masks
 * @param rate the learning rate of this step
 * @throws TrainingError `non-finite-loss`, `non-finite-gradient`
 */
export async function trainStep(
  context: StepContext,
  batches: readonly TrainingBatch[],
  { optimizer, weights, multiplierOf, clip }: Moves,
  step: number,
  rate: number,
  where: string,
): Promise<StepResult & { gradientNorm: number }> {
  const variables = weights.map(({ variable }) => variable)
  const made = await batchGradients(context, batches, variables, step)
  try {
    const { gradients, norm } = clipGradients(made.gradients, clip)
    try {
      const [loss, correct, gradientNorm] = (await read(made.loss, made.correct, norm)) as [number, number, number]
      requireFinite(loss, batches, where, rate)
      if (!Number.isFinite(gradientNorm)) {
        const clause = `the loss is ${loss}, but its gradient has the length ${gradientNorm}`
        throw new TrainingError('non-finite-gradient', `${where}: ${clause}; try a learning rate below ${rate}`)
      }
      optimizer.apply(weights, gradients, rate, multiplierOf)
      return { loss, correct, gradientNorm }
    } finally {
      norm.dispose()
      if (gradients !== made.gradients) dispose(gradients)
    }
  } finally {
    disposeGradients(made)
  }
}

/** Loss, correct answers and probabilities (`n * classes`) of a batch in inference mode; classes count alike. */
export async function evaluateStep(
  context: StepContext,
  batch: TrainingBatch,
  where: string,
): Promise<StepResult & { probabilities: Float32Array }> {
  const [loss, correct, p] = tidy(() => {
    const scores = context.forward.run(tensor(batch.x, [...batch.shape], 'float32'))
    const targets = tensor2d(targetsOf(batch, context.classes), [batch.y.length, context.classes])
    const weights: Tensor1D | undefined = batch.weights && tensor1d(batch.weights)
    const probabilities = context.forward.logits ? softmax(scores) : scores
    return [totalLoss(scores, targets, weights, context), countCorrect(scores, targets), probabilities] as const
  })
  try {
    const [lossValue, correctCount] = (await read(loss, correct)) as [number, number]
    requireFinite(lossValue, [batch], where)
    return { loss: lossValue, correct: correctCount, probabilities: (await p.data()) as Float32Array }
  } finally {
    dispose([loss, correct, p])
  }
}
