/** The error of a checkpoint that cannot be written, read or used. */

/**
 * - `corrupt`: no checkpoint of ours, or one that was changed, damaged or cut off
 * - `unsupported-version`: written by a later major version of the format
 * - `unwritable`, `unreadable`: the disk, the browser's database or the runtime refused
 * - `mismatch`: a sound checkpoint of something else: another model, another monitored value
 */
export type CheckpointErrorCode = 'corrupt' | 'unsupported-version' | 'unwritable' | 'unreadable' | 'mismatch'

/** Thrown by everything that writes or reads checkpoints. Ask `code`, which also holds across two copies of this package. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
  readonly code: CheckpointErrorCode

  constructor(code: CheckpointErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
