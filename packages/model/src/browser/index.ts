/** Classifier bundles in a browser: from a URL, from chosen files, and back to files. */
export { loadClassifier } from './load-classifier.ts'
export type { LoadOptions, NamedFile } from './load-classifier.ts'
export { saveClassifier } from './save-classifier.ts'
