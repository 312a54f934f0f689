/** Scores of targets: what is differentiated. */
import * as tf from '@tensorflow/tfjs-core'
import { GradCamError } from '../errors.ts'
import { type Head, isRowOfScores } from '../models/head.ts'
import { noClasses } from '../targets.ts'
import type { Target } from '../types.ts'
import { pauseTape } from './tape.ts'

/** `[rows, ...]` outputs before softmax or sigmoid to `[rows]` scores. */
export type Scorer = (outputs: tf.Tensor) => tf.Tensor1D

/** The scorer of one target a row. */
export function scorerOf(targets: readonly Target[], head: Head): Scorer {
  const classes = targets.map((target) => ('class' in target ? target.class : undefined))
  if (classes.every((each) => each !== undefined)) return (outputs) => classScorer(outputs, head, classes)
  return (outputs) => {
    checkRows(outputs, targets.length)
    const scores = targets.map((target, row) => {
      const output = tf.squeeze(tf.slice(outputs, row, 1), [0])
      if ('class' in target) return classScorer(tf.expandDims(output, 0), head, [target.class])
      return tf.reshape<tf.Rank.R1>(checkScore(target.score(output), row), [1])
    })
    return scores.length === 1 ? scores[0]! : tf.concat1d(scores)
  }
}

/** What a score function returned, if that is a score. */
function checkScore(score: tf.Tensor | undefined, row: number): tf.Tensor {
  if (score?.size === 1) return score
  const got = Array.isArray(score?.shape) ? `a tensor of shape [${score.shape.join(', ')}]` : typeof score
  throw new GradCamError(
    'target',
    `target: the score function of picture ${row} returned ${got}, expected a scalar tensor`,
  )
}

function classScorer(outputs: tf.Tensor, head: Head, classes: readonly (number | 'predicted')[]): tf.Tensor1D {
  checkRows(outputs, classes.length)
  // Some models tell the shape of their output only now.
  if (!isRowOfScores(outputs.shape)) throw noClasses(outputs.shape)
  const units = outputs.size / classes.length
  const rows = tf.reshape<tf.Rank.R2>(outputs, [classes.length, units])
  return tf.sum(tf.mul(rows, selection(rows, head, classes)), 1)
}

function checkRows(outputs: tf.Tensor, expected: number): void {
  if (outputs.shape[0] === expected) return
  const shape = `[${outputs.shape.join(', ')}]`
  throw new GradCamError(
    'model',
    `model: the output has shape ${shape} for ${expected} picture(s), expected one row each`,
  )
}

/** Weights of the logits, `[n, units]`: one-hot rows, or +1 and -1 for a one-unit sigmoid. */
function selection(logits: tf.Tensor2D, head: Head, classes: readonly (number | 'predicted')[]): tf.Tensor2D {
  const resumeTape = pauseTape()
  try {
    const units = logits.shape[1]
    const signed = head.kind === 'sigmoid' && units === 1
    const explicit = new Float32Array(classes.length * units)
    classes.forEach((each, i) => {
      if (each === 'predicted') return
      if (each >= (signed ? 2 : units)) {
        throw new GradCamError('target', `target: got class ${each}, but the model has ${signed ? 2 : units}`)
      }
      if (signed) explicit[i] = each === 1 ? 1 : -1
      else explicit[i * units + each] = 1
    })
    const chosen = tf.tensor2d(explicit, [classes.length, units])
    if (!classes.includes('predicted')) return chosen

    const predicted = signed
      ? tf.sub(tf.mul(tf.cast(tf.greaterEqual(logits, 0), 'float32'), 2), 1)
      : units === 1
        ? tf.onesLike(logits)
        : // Cast, because wasm writes whole numbers whatever type is asked for.
          tf.cast(tf.oneHot(tf.argMax(logits, 1) as tf.Tensor1D, units), 'float32')
    const asked = classes.map((each) => (each === 'predicted' ? 1 : 0))
    return tf.add(chosen, tf.mul(predicted, tf.tensor2d(asked, [classes.length, 1])))
  } finally {
    resumeTape()
  }
}
