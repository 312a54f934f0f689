/** What goes into an explanation and what comes out. */
import type { Tensor, Tensor1D, Tensor3D } from '@tensorflow/tfjs-core'
import type { Method } from './methods/method.ts'

/** A batch `[n, h, w, c]` or one picture `[h, w, c]`; for a model of several inputs one tensor an input, all with a batch dimension. */
export type Pictures = Tensor | readonly Tensor[]

/**
 * The score of a class, or of the class that the model predicts for that picture. A one-unit sigmoid head has two
 * classes: 1 is the positive one (score `z`), 0 the negative one (score `-z`).
 */
export interface ClassTarget {
  class: number | 'predicted'
}

/**
 * Any score: what a segmentation says of a region, a regression, the similarity of an embedding.
 *
 * @example
 * const target = { name: 'lesion', score: (output) => tf.sum(tf.mul(tf.gather(output, 1, 2), region)) }
 */
export interface ScoreTarget {
  /** Output of one picture, before softmax or sigmoid and without the batch dimension, to a scalar. Must be differentiable. */
  score(output: Tensor): Tensor
  /** Shown in `info.target`. */
  name?: string
}

/** What a map explains. */
export type Target = ClassTarget | ScoreTarget

/** Options of `explain`. */
export interface ExplainOptions<T extends Target = Target> {
  /** Default `{ class: 'predicted' }`. */
  target?: T
  /** Default `gradCam`. */
  method?: Method
  /** `[height, width]` of `upsampled`; by default the input size of the model. */
  size?: readonly [height: number, width: number]
  /** Which call of a layer that the model uses several times, from 0. Needed for such layers only. */
  call?: number
  /** Rows that go through the model at once: bounds the memory. Default 8. */
  batchSize?: number
  /** Checked before everything that goes through the model. */
  signal?: AbortSignal
}

/** Options of `explainBatch`. */
export interface ExplainBatchOptions<T extends Target = Target> extends Omit<ExplainOptions, 'target'> {
  /** One for all pictures, or exactly one a picture. Default `{ class: 'predicted' }`. */
  target?: T | readonly T[]
}

/** What a map explains, and how far it can be trusted. */
export interface ExplanationInfo<T extends Target = Target> {
  /** Name of the method. */
  method: string
  /**
   * Path of the layer: its name, preceded by the names of the models it is nested in (`resnet/conv5`); several fused
   * ones as `mean(conv4, conv5)`; `input` for a method that looks at the pixels.
   */
  layer: string
  /** The target as it was asked for; of a score function its name. */
  target: T extends ClassTarget ? ClassTarget : { score: string }
  /** The class that was explained; `undefined` for a score function. */
  class: T extends ClassTarget ? number : undefined
  /** The class with the highest score for this picture; `undefined` where the output is no row of scores. */
  predicted: T extends ClassTarget ? number : number | undefined
  /** The explained score, before softmax or sigmoid. */
  logit: number
  /** Probability of the explained class, 0..1; `undefined` where the head is linear or no class is explained. */
  probability: number | undefined
  /** tfjs backend that computed it. */
  backend: string
  /**
   * `'zero'`: nothing positive in the map, so `map` is all zeros. `'constant'`: the same value everywhere, so it
   * points nowhere. Do not show either as a heat map.
   */
  degenerate: false | 'zero' | 'constant'
  /** Why it is degenerate, in one sentence. */
  reason: string | undefined
  /** Share of the positive cells in the sum of the absolute values of `raw`, 0..1; 0 for an all-zero map. */
  positiveShare: number
  /**
   * For methods that promise that their parts add up to the score (integrated gradients, FullGrad): the difference that
   * is left, in units of the score. `undefined` for the others.
   */
  completenessGap: number | undefined
}

/** The explanation of one picture: plain arrays, nothing to dispose. */
export interface Explanation<T extends Target = Target> {
  /** Signed class activation map before ReLU, row-major; comparable between pictures of one model. */
  raw: Float32Array
  /** `max(raw, 0)` divided by its maximum: 0..1. All zeros where nothing is positive. */
  map: Float32Array
  /** `[height, width]` of `raw` and `map`. */
  shape: [height: number, width: number]
  /** `map` resized to `size`: half-pixel bilinear, 0..1. */
  upsampled: Float32Array
  /** `[height, width]` of `upsampled`. */
  size: [height: number, width: number]
  info: ExplanationInfo<T>
}

/** Maps that stay on the device. The caller disposes them: `dispose()` does both. */
export interface TensorExplanation {
  /** `[n, height, width]`: signed maps before ReLU. */
  raw: Tensor3D
  /** `[n]`: the explained scores. */
  scores: Tensor1D
  dispose(): void
}
