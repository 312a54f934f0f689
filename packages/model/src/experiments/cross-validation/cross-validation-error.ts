/** The error of a cross-validation that stopped at a fold. */
import type { FoldResult } from './fold.ts'

/** Thrown where a fold failed and `onFailure` is `stop`. `cause` is the fold's own error. */
export class CrossValidationError extends Error {
  override readonly name = 'CrossValidationError'
  readonly fold: number
  readonly seed: number
  /** What was done until then: hand it in as `done` to go on. */
  readonly results: FoldResult[] = []

  constructor(fold: number, seed: number, cause: unknown) {
    super(`fold ${fold}, seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.fold = fold
    this.seed = seed
  }
}
