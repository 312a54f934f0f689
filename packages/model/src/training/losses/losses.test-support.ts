/** Losses of some pictures and their gradient, as plain numbers. */
import { type Tensor2D, grad, sum, tensor2d, tidy } from '@tensorflow/tfjs-core'
// oxlint-disable-next-line import/no-unassigned-import -- registers the gradients of tfjs-core
import '@tensorflow/tfjs-layers'

import { type Loss, checkLoss } from './loss.ts'
import { type ScoreKind, pictureLosses } from './losses.ts'

export interface Computed {
  /** One loss a picture. */
  values: Float32Array
  /** Of the sum of the losses with respect to the scores, row by row. */
  gradient: Float32Array
}

/** `scores` and `targets` hold `n * classes` values, row by row. */
export async function compute(
  scores: readonly number[],
  targets: readonly number[],
  classes: number,
  loss: Loss,
  kind: ScoreKind = 'logits',
): Promise<Computed> {
  const [values, gradient] = tidy(() => {
    const shape: [number, number] = [scores.length / classes, classes]
    const y = tensor2d([...targets], shape)
    const z = tensor2d([...scores], shape)
    const losses = (x: Tensor2D) => pictureLosses(x, y, checkLoss(loss, classes), kind)
    return [losses(z), grad((x) => sum(losses(x as Tensor2D)))(z)] as const
  })
  try {
    return { values: (await values.data()) as Float32Array, gradient: (await gradient.data()) as Float32Array }
  } finally {
    values.dispose()
    gradient.dispose()
  }
}
