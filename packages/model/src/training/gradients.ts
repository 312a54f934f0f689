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
  tensor2d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core'

import { type TrainingBatch, cutBatch, oneHotRows } from './batch.ts'
import { yieldToEventLoop } from './event-loop.ts'
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
  { x, shape, y }: TrainingBatch,
  variables: Variable[],
  step: number,
  first: number,
  share: number,
): BatchGradients {
  let correct: Scalar | undefined
  try {
    return tidy(() => {
      const pictures = tensor(x, [...shape], 'float32')
      const oneHot = tensor2d(oneHotRows(y, context.classes), [y.length, context.classes])
      const { value, grads } = cleanVariableGrads(() => {
        const scores = context.forward.run(pictures, step, first)
        correct = keep(countCorrect(scores, oneHot))
        const loss = totalLoss(scores, oneHot, context)
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
 * Gradient of the mean loss over a batch. A batch of `n` pictures is cut into parts of at most `context.microBatch`; their
 * losses and gradients, weighted by `n_i / n`, add up to those of the whole. A part's activations are gone before the next
 * one starts: memory grows with the part, not with the batch.
 *
 * @param step chooses the dropout masks: those of the whole batch, however it is cut
 */
export async function batchGradients(
  context: StepContext,
  batch: TrainingBatch,
  variables: Variable[],
  step: number,
): Promise<BatchGradients> {
  const n = batch.y.length
  let total: BatchGradients | undefined
  let first = 0
  try {
    for (const part of cutBatch(batch, context.microBatch)) {
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
