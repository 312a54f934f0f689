/** One step over one batch: forward, loss, and in training the gradient and the move of the weights. */
import { type Scalar, type Variable, dispose, softmax, stack, tensor, tensor2d, tidy } from '@tensorflow/tfjs-core'

import type { Adam } from './adam.ts'
import { type TrainingBatch, oneHotRows } from './batch.ts'
import { batchGradients, disposeGradients } from './gradients.ts'
import { type StepContext, countCorrect, totalLoss } from './objective.ts'
import { TrainingError } from './training-error.ts'

/** What one batch gave. */
export interface StepResult {
  /** Mean over the samples of the batch, regularisation of the model included. */
  loss: number
  correct: number
}

/** Loss and count in one download. */
async function read(loss: Scalar, correct: Scalar): Promise<StepResult> {
  const both = tidy(() => stack([loss, correct]))
  try {
    const values = await both.data()
    return { loss: values[0]!, correct: values[1]! }
  } finally {
    both.dispose()
  }
}

function requireFinite(loss: number, { x, ids }: TrainingBatch, where: string, learningRate: number | undefined): void {
  if (Number.isFinite(loss)) return
  const at = x.findIndex((value) => !Number.isFinite(value))
  const picture = at < 0 ? -1 : Math.floor(at / (x.length / (ids?.length ?? 1)))
  let cause = 'the model holds values that are not finite'
  if (at >= 0) cause = `the picture ${ids === undefined ? '' : `'${ids[picture]}' `}holds ${x[at]}`
  else if (learningRate !== undefined)
    cause = `try a learning rate below ${learningRate}, and inputs scaled to about 0 to 1`
  throw new TrainingError('non-finite-loss', `${where}: the loss became ${loss}; ${cause}`)
}

/**
 * One training step. The weights move only if the loss is finite.
 *
 * @param step counts the steps of the whole training and chooses the dropout masks
 * @throws TrainingError `non-finite-loss`
 */
export async function trainStep(
  context: StepContext,
  batch: TrainingBatch,
  adam: Adam,
  step: number,
  where: string,
): Promise<StepResult> {
  const variables = context.model.trainableWeights.map((weight) => weight.read() as Variable)
  const made = await batchGradients(context, batch, variables, step)
  try {
    const result = await read(made.loss, made.correct)
    requireFinite(result.loss, batch, where, adam.learningRate)
    adam.apply(variables, made.gradients)
    return result
  } finally {
    disposeGradients(made)
  }
}

/** Loss, correct answers and probabilities (`n * classes`) of a batch in inference mode. */
export async function evaluateStep(
  context: StepContext,
  batch: TrainingBatch,
  where: string,
): Promise<StepResult & { probabilities: Float32Array }> {
  const [loss, correct, p] = tidy(() => {
    const scores = context.forward.run(tensor(batch.x, [...batch.shape], 'float32'))
    const oneHot = tensor2d(oneHotRows(batch.y, context.classes), [batch.y.length, context.classes])
    const probabilities = context.forward.logits ? softmax(scores) : scores
    return [totalLoss(scores, oneHot, context), countCorrect(scores, oneHot), probabilities] as const
  })
  try {
    const result = await read(loss, correct)
    requireFinite(result.loss, batch, where, undefined)
    return { ...result, probabilities: (await p.data()) as Float32Array }
  } finally {
    dispose([loss, correct, p])
  }
}
