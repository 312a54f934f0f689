/** Classifier bundles on disk. */
export { loadClassifier } from './load-classifier.ts'
export { saveClassifier } from './save-classifier.ts'
