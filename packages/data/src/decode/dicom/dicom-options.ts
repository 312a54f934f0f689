/** What a caller may choose of a DICOM file. */

/**
 * Which values become black and white. `file`: as the file says, by its VOI lookup table or else its first window, and where
 * it has neither as `full`. `full`: all values that the stored bits can hold. `range`: from the smallest value of the frame to
 * its largest. Or a window of one's own, in the units of the rescaled values (Hounsfield units of a CT).
 */
export type DicomWindow =
  | 'file'
  | 'full'
  | 'range'
  | { center: number; width: number; function?: 'linear' | 'linear-exact' | 'sigmoid' }

export interface DicomOptions {
  /** Which frame, from 0 on, which is the default. */
  frame?: number
  /** `file` by default; colour pictures have no window. */
  window?: DicomWindow
}

/** @throws {RangeError} naming the option that cannot be */
export function checkDicomOptions({ frame = 0, window = 'file' }: DicomOptions): Required<DicomOptions> {
  if (!Number.isInteger(frame) || frame < 0)
    throw new RangeError(`dicom.frame: ${frame} given, expected a whole number from 0 on`)
  if (typeof window === 'object') {
    const { center, width, function: name = 'linear' } = window
    if (!['linear', 'linear-exact', 'sigmoid'].includes(name))
      throw new RangeError(`dicom.window.function: '${name}' given, expected 'linear', 'linear-exact' or 'sigmoid'`)
    if (!Number.isFinite(center)) throw new RangeError(`dicom.window.center: ${center} given, expected a number`)
    if (!Number.isFinite(width) || (name === 'linear' ? width < 1 : width <= 0))
      throw new RangeError(
        `dicom.window.width: ${width} given, expected a number ${name === 'linear' ? 'of at least 1' : 'above 0'}`,
      )
  } else if (!['file', 'full', 'range'].includes(window))
    throw new RangeError(`dicom.window: '${window}' given, expected 'file', 'full', 'range' or a window`)
  return { frame, window }
}
