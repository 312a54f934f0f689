/** Loss, correct answers and gradient of a batch, of which only a part need go through the network at once. */
import {
  type NamedTensorMap,
  type Scalar,
  type Variable,
  add,
  dispose,
  keep,
  mul,
  sum,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core'

import { type TrainingBatch, cutBatch, targetsOf } from './batch.ts'
import { yieldToEventLoop } from './event-loop.ts'
import { pictureWeights } from './losses/picture-weights.ts'
import { type StepContext, countCorrect, totalLoss } from './objective.ts'

/** The tensors of one batch; the caller disposes of them all. */
export interface BatchGradients {
  /** Mean over the pictures, regularisation of the model included. */
  loss: Scalar
  correct: Scalar
  /** By the name of the variable. */
  gradients: NamedTensorMap
}

/**
 * `variableGrads`, leaving nothing behind where `f` throws. tfjs frees what a tape holds only once it has run backwards, so
 * that a failed `f` ends with a stand-in, and its error is thrown after that.
 */
function cleanVariableGrads(f: () => Scalar, variables: Variable[]): ReturnType<typeof variableGrads> {
  let failure: { error: unknown } | undefined
  return tidy(() => {
    const result = variableGrads(() => {
      try {
        return f()
      } catch (error) {
        failure = { error }
        return sum(variables[0]!)
      }
    }, variables)
    if (failure !== undefined) throw failure.error
    return result
  })
}

/** One part of a batch, its loss and gradient weighted by its share; `first` is the place of its first picture. */
function partGradients(
  context: StepContext,
  batch: TrainingBatch,
  variables: Variable[],
  step: number,
  first: number,
  share: number,
): BatchGradients {
  let correct: Scalar | undefined
  try {
    return tidy(() => {
      const { x, shape, y, ySoft, weights } = batch
      const { classes, classWeights } = context
      const pictures = tensor(x, [...shape], 'float32')
      const targets = tensor2d(targetsOf(batch, classes), [y.length, classes])
      const each = pictureWeights(y, ySoft, classes, classWeights, weights)
      const counts = each === undefined ? undefined : tensor1d(each)
      const { value, grads } = cleanVariableGrads(() => {
        const scores = context.forward.run(pictures, step, first)
        correct = keep(countCorrect(scores, targets))
        const loss = totalLoss(scores, targets, counts, context)
        return share === 1 ? loss : mul(loss, share)
      }, variables)
      return { loss: value, correct: correct!, gradients: grads }
    })
  } catch (error) {
    correct?.dispose()
    throw error
  }
}

/** `a + b`, both of which are disposed of. */
function addUp(a: BatchGradients, b: BatchGradients): BatchGradients {
  try {
    return tidy(() => ({
      loss: add<Scalar>(a.loss, b.loss),
      correct: add<Scalar>(a.correct, b.correct),
      gradients: Object.fromEntries(
        Object.entries(a.gradients).map(([name, gradient]) => [name, add(gradient, b.gradients[name]!)]),
      ),
    }))
  } finally {
    disposeGradients(a)
    disposeGradients(b)
  }
}

/** Frees what `batchGradients` made. */
export function disposeGradients({ loss, correct, gradients }: BatchGradients): void {
  dispose([loss, correct, ...Object.values(gradients)])
}

/**
 * Gradient of the mean loss over the pictures of some batches, as if they were one. They are cut into parts of at most
 * `context.microBatch` pictures; the parts' losses and gradients, weighted by `n_i / n`, add up to those of the whole. A part's
 * activations are gone before the next one starts: memory grows with the part, not with the whole.
 *
 * @param step chooses the dropout masks: those of the whole, however it is cut
 */
export async function batchGradients(
  context: StepContext,
  batches: readonly TrainingBatch[],
  variables: Variable[],
  step: number,
): Promise<BatchGradients> {
  const n = countPictures(batches)
  let total: BatchGradients | undefined
  let first = 0
  try {
    for (const part of batches.flatMap((batch) => cutBatch(batch, context.microBatch))) {
      if (first > 0) await yieldToEventLoop()
      const gradients = partGradients(context, part, variables, step, first, part.y.length / n)
      const before = total
      total = undefined
      total = before === undefined ? gradients : addUp(before, gradients)
      first += part.y.length
    }
    return total!
  } catch (error) {
    if (total !== undefined) disposeGradients(total)
    throw error
  }
}

/** How many pictures some batches hold. */
export const countPictures = (batches: readonly TrainingBatch[]): number =>
  batches.reduce((total, { y }) => total + y.length, 0)
