/** The files of a bundle and the layout of `classifier.json`. */

/** The files of a bundle, `classifier.json` last: whoever finds it finds the others. */
export const bundleFiles = ['model.json', 'weights.bin', 'classifier.json'] as const

export type BundleFile = (typeof bundleFiles)[number]

/** The bytes of a bundle, wherever they are kept. */
export type BundleBytes = Record<BundleFile, Uint8Array>

export const FORMAT = 'convlens-classifier'

/** Major and minor version. A reader accepts any minor version of the majors it knows. */
export const VERSION = '1.0'
