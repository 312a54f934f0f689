/** The one error class of this package: `code` says what kind of thing went wrong. */

/**
 * - `model`: the model's shape of output cannot be explained
 * - `layer`: no such layer, no spatial extent, or it does not lead to the output
 * - `input`: the picture does not fit the model
 * - `target`: no such class, or not one target a picture
 * - `kernel`: the active backend lacks a kernel of the backward pass
 * - `not-finite`: the scores or gradients are NaN or infinite
 */
export type GradCamErrorCode = 'model' | 'layer' | 'input' | 'target' | 'kernel' | 'not-finite'

/** Thrown where an explanation is impossible; the message names the parameter, what came and what was expected. */
export class GradCamError extends Error {
  override readonly name: string = 'GradCamError'
  readonly code: GradCamErrorCode

  constructor(code: GradCamErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
