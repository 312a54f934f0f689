/** Classifier bundles in a browser (from a URL, from chosen files, and back to files) and checkpoints in its database. */
export { checkpointDatabase } from './checkpoint-database.ts'
export { loadClassifier } from './load-classifier.ts'
export type { LoadOptions, NamedFile } from './load-classifier.ts'
export { saveClassifier } from './save-classifier.ts'
