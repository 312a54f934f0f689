/** The error of a process that could not do its task. */

/**
 * - `crashed`: the process ended over the task: it was killed, ran out of memory or did not catch an error
 * - `not-started`: the system gave no process
 * - `bad-module`: the module could not be loaded, or has no function of that name
 * - `not-sendable`: a payload, result or report holds something that is no data, such as a function
 * - `closed`: the pool was closed
 */
export type ProcessErrorCode = 'crashed' | 'not-started' | 'bad-module' | 'not-sendable' | 'closed'

/** Thrown by the tasks of a `processPool`. What the function itself throws comes as its own error. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError'
  readonly code: ProcessErrorCode

  constructor(code: ProcessErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
