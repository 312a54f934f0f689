/** What goes into an explanation and what comes out. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { MethodName } from './methods/index.ts'

/** A batch `[n, h, w, c]` or one picture `[h, w, c]`; for a model of several inputs one tensor an input, all with a batch dimension. */
export type Pictures = Tensor | readonly Tensor[]

/**
 * What a map explains: the score of a class, or of the class that the model predicts for that picture. A one-unit
 * sigmoid head has two classes: 1 is the positive one (score `z`), 0 the negative one (score `-z`).
 */
export interface Target {
  class: number | 'predicted'
}

interface SharedOptions {
  /** Default `'grad-cam'`. */
  method?: MethodName
  /** `[height, width]` of `upsampled`; by default the input size of the model. */
  size?: readonly [height: number, width: number]
  /** Which call of a layer that the model uses several times, from 0. Needed for such layers only. */
  call?: number
  /** Checked before every chunk of pictures. */
  signal?: AbortSignal
}

/** Options of `explain`. */
export interface ExplainOptions extends SharedOptions {
  /** Default `{ class: 'predicted' }`. */
  target?: Target
}

/** Options of `explainBatch`. */
export interface ExplainBatchOptions extends SharedOptions {
  /** One for all pictures, or exactly one a picture. Default `{ class: 'predicted' }`. */
  target?: Target | readonly Target[]
  /** Pictures that go through the model at once: bounds the memory. Default 8. */
  batchSize?: number
}

/** What a map explains, and how far it can be trusted. */
export interface ExplanationInfo {
  method: MethodName
  /** Path of the layer: its name, preceded by the names of the models it is nested in (`resnet/conv5`). */
  layer: string
  /** The target as it was asked for. */
  target: Target
  /** The class that was explained. */
  class: number
  /** The class with the highest score for this picture. */
  predicted: number
  /** The explained score before softmax or sigmoid. */
  logit: number
  /** Probability of the explained class, 0..1; `undefined` where the head is linear. */
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
}

/** The explanation of one picture: plain arrays, nothing to dispose. */
export interface Explanation {
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
  info: ExplanationInfo
}
