/** The error of the decoders: why bytes are no picture we can read. */

/** Formats recognised by their first bytes. All but `gif` are decoded. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'bmp' | 'gif' | 'dicom'

/** `unsupported`: a format or variant we do not read; `corrupt`: damaged or no picture; `too-large`: above a limit; `empty`: no bytes. */
export type DecodeErrorCode = 'unsupported' | 'corrupt' | 'too-large' | 'empty'

/** Bytes that could not be decoded. `code` says why, `format` what they looked like. */
export class DecodeError extends Error {
  override name = 'DecodeError'
  /** Marks errors of this class across copies of the package. */
  readonly isConvlensDecodeError = true
  readonly code: DecodeErrorCode
  readonly format: ImageFormat | undefined

  constructor(code: DecodeErrorCode, message: string, format?: ImageFormat, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.format = format
  }

  /** True for errors of this class, those of another copy of this package included. */
  static isInstance(error: unknown): error is DecodeError {
    return typeof error === 'object' && error !== null && 'isConvlensDecodeError' in error
  }
}
