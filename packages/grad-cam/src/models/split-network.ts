/** Anything else that can be cut in two: a prefix up to the layer to look at, a suffix from there to the scores. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { type HeadKind, headOf } from './head.ts'
import type { Network, Tap } from './network.ts'
import { repeatRows } from './rows.ts'

/**
 * A model in two parts, for what is neither layers nor graph model: hand-written tfjs code, two models in a row, a
 * network with its own preprocessing. Both functions are synchronous, deterministic and differentiable, treat every row
 * by itself, and dispose nothing that they were given. Leftovers are disposed by the explainer.
 *
 * @example
 * const splittable = {
 *   prefix: ([x]) => features.predict(x),
 *   suffix: (activations) => classifier.predict(activations),
 *   head: 'softmax', // suffix returns scores before it
 * }
 */
export interface Splittable {
  /** Pictures to activations `[n, height, width, channels]`. */
  prefix(inputs: readonly Tensor[]): Tensor
  /** Activations, and again the inputs, to scores before softmax or sigmoid: `[n, classes]`, or any shape for a score function. */
  suffix(activations: Tensor4D, inputs: readonly Tensor[]): Tensor
  /** What makes probabilities of the scores. Default `'linear'`: nothing. */
  head?: HeadKind
  /** Number of scores; without it targets are checked when the first scores are there. */
  classes?: number
  /** Shapes of the inputs, with the batch first and `null` for free sides. Default: one, `[null, null, null, null]`. */
  inputs?: readonly { shape: readonly (number | null)[] }[]
}

/** True for a splittable model, recognised by its parts. */
export function isSplittable(model: object): model is Splittable {
  return 'prefix' in model && 'suffix' in model
}

/** The one place where a split model can be seen. */
export const cut: Tap = { path: 'split', channelsFirst: false }

/** A split model as a network. */
export function splitNetwork(model: Splittable): Network {
  const { head = 'linear', classes = null, inputs: shapes = [{ shape: [null, null, null, null] }] } = model
  return {
    kind: 'split',
    inputs: shapes,
    head: headOf(head, [null, classes]),
    run(inputs, taps, repeat = 1) {
      let activations = repeatRows(model.prefix(inputs), repeat)
      for (const { visit } of taps) activations = visit(activations)
      return model.suffix(
        activations as Tensor4D,
        inputs.map((input) => repeatRows(input, repeat)),
      )
    },
  }
}
