/** A classifier: the model together with all that is needed to use it on a picture. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { classesOf } from '../training/output.ts'
import { isObject } from './is-object.ts'
import { type Fault, type Preprocess, preprocessFault } from './preprocess.ts'

/** Model, labels, preprocessing, threshold and where it all comes from. */
export interface Classifier {
  model: LayersModel
  /** Names of the classes, in the order of the model's outputs. */
  labels: string[]
  /** How a picture becomes the model's input: the only way, in training and everywhere after. */
  preprocess: Preprocess
  /** Probability of `positive` from which on the answer is `positive`. */
  threshold: number
  /** The label that is looked for, one of `labels`. */
  positive: string
  /** Where it comes from: data, settings, versions, dates. Anything JSON can hold. */
  provenance: Record<string, unknown>
}

/** What `classifier.json` says, apart from the model. */
export type ClassifierFacts = Omit<Classifier, 'model'>

/** The first field that is wrong, if one is. */
export function factsFault(value: Record<string, unknown>): Fault | undefined {
  const { labels, threshold, positive, provenance } = value
  if (
    !Array.isArray(labels) ||
    labels.length < 2 ||
    !labels.every((label) => typeof label === 'string' && label !== '')
  ) {
    return { field: 'labels', clause: `expected at least 2 names, got ${JSON.stringify(labels)}` }
  }
  if (new Set(labels).size < labels.length)
    return { field: 'labels', clause: `a name comes twice in ${JSON.stringify(labels)}` }
  const wrong = preprocessFault(value['preprocess'])
  if (wrong !== undefined) return wrong
  if (typeof threshold !== 'number' || !(threshold >= 0 && threshold <= 1)) {
    return { field: 'threshold', clause: `expected a number from 0 to 1, got ${JSON.stringify(threshold)}` }
  }
  if (!labels.includes(positive)) {
    return { field: 'positive', clause: `expected one of ${labels.join(', ')}, got ${JSON.stringify(positive)}` }
  }
  if (!isObject(provenance)) return { field: 'provenance', clause: 'expected an object' }
  return undefined
}

/** Where model and facts contradict each other, if they do. */
export function modelFault(model: LayersModel, { labels, preprocess }: ClassifierFacts): Fault | undefined {
  const classes = classesOf(model)
  if (classes !== labels.length) {
    return { field: 'labels', clause: `there are ${labels.length} for a model with ${classes} outputs` }
  }
  const { height, width, channels } = preprocess
  const input = model.inputs[0]!.shape
  const fits =
    input.length === 4 && [height, width, channels].every((size, i) => input[i + 1] === null || input[i + 1] === size)
  if (model.inputs.length !== 1 || !fits) {
    return {
      field: 'preprocess',
      clause: `it makes ${height}x${width}x${channels}, the model takes ${JSON.stringify(input.slice(1))}`,
    }
  }
  return undefined
}
