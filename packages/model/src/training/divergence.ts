/** Tells a training that has run away from one that has a bad day. */
import type { TrainOptions } from './options.ts'
import type { Progress } from './progress.ts'
import { TrainingError } from './training-error.ts'

/**
 * Losses come from logits and are not clipped, so that a network that has run away has a large one, long before it becomes
 * infinite. Compared is the mean of a whole epoch: single steps may jump.
 *
 * @throws TrainingError `diverged`
 */
export function requireConvergence(
  { current: { epoch, means, learningRate }, firstLoss = 0 }: Progress,
  classes: number,
  { divergence = 10 }: Pick<TrainOptions, 'divergence'>,
): void {
  if (divergence === false) return
  const start = Math.max(firstLoss, Math.log(classes))
  if (means.loss <= divergence * start) return
  const times = Math.round(means.loss / start)
  throw new TrainingError(
    'diverged',
    `epoch ${epoch}: the mean loss is ${means.loss.toPrecision(3)}, ${times} times what it was at the start (${start.toPrecision(3)}); ` +
      `try a learning rate below ${learningRate}, a warm-up or clip: { norm: 1 }`,
  )
}
