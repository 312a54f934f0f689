/** The error of a training that cannot go on. */

/**
 * - `non-finite-loss`: the loss became NaN or infinite; the weights are those of the step before
 * - `non-finite-gradient`: the loss was finite, its gradient was not; the weights are those of the step before
 * - `diverged`: an epoch's mean loss lies far above the one at the start
 * - `no-batches`: a whole epoch brought no batch
 * - `bad-batch`: a batch does not fit the model
 */
export type TrainingErrorCode = 'non-finite-loss' | 'non-finite-gradient' | 'diverged' | 'no-batches' | 'bad-batch'

/** Thrown by `train` and `predict`. Ask `code`, which also holds across two copies of this package. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
  readonly code: TrainingErrorCode

  constructor(code: TrainingErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
