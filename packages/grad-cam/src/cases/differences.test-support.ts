/** Gradients at a tap against finite differences. */
import * as tf from '@tensorflow/tfjs-core'
import { pass } from '../engine/gradients.ts'
import { scorerOf } from '../engine/scorer.ts'
import type { Network, Tap } from '../models/network.ts'
import { mulberry32 } from '../networks.test-support.ts'
import type { Target } from '../types.ts'
import { must, mustBeClose } from './check.test-support.ts'

/** Where a gradient is wanted. */
export interface Place {
  network: Network
  tap: Tap
  call?: number
  /** One row each. */
  inputs: tf.Tensor[]
}

/** Large against the rounding of single precision, small enough to meet few kinks of ReLU. */
const step = 1 / 64
/** Slopes to the left and to the right that differ by more of the largest slope have a kink between them. */
const kink = 0.02
/** Of the largest slope: what rounding does to a difference. */
const tolerance = 2e-3
/** Values of a tap that are tried. */
const count = 16

/** The gradient at the tap, from one backward pass. */
export async function gradientAt({ network, tap, call, inputs }: Place, target: Target): Promise<Float32Array> {
  const made = pass({ network, inputs: () => inputs, taps: [tap], call, scorer: scorerOf([target], network.head) })
  try {
    return (await made.seen[0]!.gradients!.data()) as Float32Array
  } finally {
    made.dispose()
  }
}

/** Scores of `target`, computed here: the class's column, or the score function row by row. */
function scoresOf(outputs: tf.Tensor, target: Target): tf.Tensor {
  const rows = outputs.shape[0]!
  if ('class' in target) return tf.slice(outputs, [0, target.class as number], [rows, 1])
  return tf.stack(tf.unstack(outputs).map((output) => tf.reshape(target.score(output), [])))
}

/**
 * Compares the gradient at a tap with differences at sixteen of its values, all from one forward pass: it must lie
 * between the slopes to the left and to the right. Where the score has a kink there is no gradient to compare: such
 * values are left out, and must be few.
 *
 * @returns the gradient
 */
export async function checkGradient(what: string, place: Place, target: Target): Promise<Float32Array> {
  const gradient = await gradientAt(place, target)
  const cells = [...mulberry32(7, count)].map((u) => Math.floor(u * gradient.length))
  const rows = 2 * count + 1
  const nudges = new Float32Array(rows * gradient.length)
  cells.forEach((cell, i) => {
    nudges[(2 * i + 1) * gradient.length + cell] = -step
    nudges[(2 * i + 2) * gradient.length + cell] = step
  })
  const { network, tap, call, inputs } = place
  const scores = tf.tidy(() => {
    const batch = inputs.map((x) => tf.tile(x, [rows, ...x.shape.slice(1).map(() => 1)]))
    const nudged = { tap, call, visit: (x: tf.Tensor): tf.Tensor => tf.add(x, tf.tensor(nudges, x.shape)) }
    return scoresOf(network.run(batch, [nudged]), target)
  })
  const [y, ...moved] = await scores.data()
  scores.dispose()

  const slopes = cells.map((cell, i) => {
    const sides = [(y! - moved[2 * i]!) / step, (moved[2 * i + 1]! - y!) / step]
    return { got: gradient[cell]!, low: Math.min(...sides), high: Math.max(...sides) }
  })
  const largest = Math.max(...slopes.map(({ low, high }) => Math.max(-low, high)))
  must(largest > 1e-3, `${what}: the largest slope is ${largest}, too small to tell`)
  const smooth = slopes.filter(({ low, high }) => high - low <= kink * largest)
  must(smooth.length >= count / 2, `${what}: ${count - smooth.length} of ${count} values lie at a kink`)
  mustBeClose(
    `${what}, gradient against differences`,
    smooth.map(({ got }) => got),
    smooth.map(({ got, low, high }) => Math.min(Math.max(got, low), high)),
    tolerance,
  )
  return gradient
}
