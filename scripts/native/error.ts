/** A reason why the native backend could not be installed, fit to be shown as it is. */
export class NativeError extends Error {
  override name = 'NativeError'
}
