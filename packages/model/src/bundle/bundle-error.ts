/** The error of a classifier bundle that cannot be read or written. */

/**
 * - `missing`: the bundle or one of its files is not there
 * - `tampered`: a file is not the one that was saved (changed or damaged)
 * - `unsupported-version`: saved by a later major version of the format
 * - `corrupt`: no bundle of ours, or its parts contradict each other
 * - `unreadable`, `unwritable`: the disk or the network refused
 * - `unverifiable`: this runtime offers no SHA-256 (a page that is not served by https)
 */
export type BundleErrorCode =
  | 'missing'
  | 'tampered'
  | 'unsupported-version'
  | 'corrupt'
  | 'unreadable'
  | 'unwritable'
  | 'unverifiable'

/** Thrown by everything that saves or loads a bundle. Ask `code`, which also holds across two copies of this package. */
export class BundleError extends Error {
  override readonly name = 'BundleError'
  readonly code: BundleErrorCode

  constructor(code: BundleErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
