/** A classifier from its folder, checked for what this program needs of it. */
import { validatePreprocessSpec, type PreprocessSpec } from '@convlens/data'
import type { Classifier } from '@convlens/model'
import { loadClassifier } from '@convlens/model/node'
import type { Question } from './evaluation.ts'

export interface LoadedBundle {
  classifier: Classifier
  preprocess: PreprocessSpec
  question: Question
}

/** @throws BundleError where the folder holds no whole, unchanged bundle */
export async function openBundle(folder: string): Promise<LoadedBundle> {
  const classifier = await loadClassifier(folder)
  const { labels, positive, threshold } = classifier
  return {
    classifier,
    preprocess: validatePreprocessSpec(classifier.preprocess),
    question: { labels, positive, threshold },
  }
}
