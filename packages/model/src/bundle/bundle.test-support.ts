/** A small classifier for the tests of bundles. */
import { buildCnn } from '../build/build-cnn.ts'
import type { Classifier } from './classifier.ts'

export function smallClassifier(seed = 1): Classifier {
  return {
    model: buildCnn({ input: [8, 8, 1], filters: [3], batchNorm: true, dropout: 0.5, dense: [4], seed }),
    labels: ['covid', 'normal'],
    preprocess: { version: 1, width: 8, height: 8, channels: 1, fit: 'stretch', scaling: 'unit' },
    threshold: 0.4,
    positive: 'covid',
    provenance: { data: 'blobs', seed, epochs: [1, 2] },
  }
}

/** The value of a promise's rejection. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it was not refused')
}
