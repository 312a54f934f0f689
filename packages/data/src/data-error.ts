/** The error of this package: it carries what was asked for and what came. */

/** Data that cannot be used as asked: a missing column, an empty folder, a split that cannot be. */
export class ConvlensDataError extends Error {
  override name = 'ConvlensDataError'
  /** Marks errors of this class across copies of the package. */
  readonly isConvlensDataError = true

  /**
   * @param parameter name of the parameter, column or field at fault
   * @param received what came
   * @param message one sentence: what came and what was expected
   */
  constructor(
    readonly parameter: string,
    readonly received: unknown,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }

  /** True for errors of this class, those of another copy of this package included. */
  static isInstance(error: unknown): error is ConvlensDataError {
    return typeof error === 'object' && error !== null && 'isConvlensDataError' in error
  }
}
