/** What a method is: a formula at a layer, or a program that questions the model. */
import { openProbe, type ProbeRequest } from '../probe.ts'
import type { LayerGradients, LayerMethod } from './layer-gradients.ts'

/** A map as a method leaves it. */
export interface RawMap {
  height: number
  width: number
  /** Signed, `height x width` values, row-major. */
  raw: Float32Array
  /** How far the method's parts are from adding up to the score, where it promises that they do. */
  completenessGap?: number
}

/** One picture as the model takes it. */
export interface Picture {
  height: number
  width: number
  channels: number
  /** `height x width x channels`, row-major, channels last whatever the model's layout is. */
  values: Float32Array
}

/** A bias of the network, and the gradient of the score with respect to what it was added to. */
export interface BiasGradient {
  /** Path of the layer. */
  layer: string
  /** `[height, width]`, or `[1, 1]` behind flattening. */
  shape: readonly [height: number, width: number]
  /** One value a channel. */
  bias: Float32Array
  /** `height x width x channels`. */
  gradients: Float32Array
}

/**
 * Questions a method may ask the model about one picture, one target and one layer. Plain arrays only: tensors, chunks,
 * the abort signal and the restoring of the model are taken care of.
 */
export interface Probe {
  readonly picture: Picture
  /** The explained score of the picture. */
  readonly score: number
  /** Activations of the layer, and gradients if they are wanted. */
  layer(gradients: boolean): Promise<LayerGradients>
  /** Explained scores of `count` pictures of the same size; `values(i)` gives the i-th, which is copied. */
  scores(count: number, values: (index: number) => Float32Array): Promise<Float32Array>
  /** Gradients with respect to `count` pictures; `visit` gets one after the other and must copy what it keeps. */
  inputGradients(
    count: number,
    values: (index: number) => Float32Array,
    visit: (gradient: Float32Array, index: number, score: number) => void,
  ): Promise<void>
  /** Explained scores of the picture while the layer's channels are multiplied by `weights(i)`, one value a channel. */
  scoresWithChannels(count: number, weights: (index: number) => ArrayLike<number>): Promise<Float32Array>
  /** Gradients at every bias of the network and at the picture, from one backward pass. */
  biasGradients(): Promise<{ input: Float32Array; biases: BiasGradient[] }>
  /** The map of another method on another picture of the same size, with target and layer as they are. */
  map(method: Method, values: Float32Array): Promise<RawMap>
}

/** What makes a method that questions the model: it perturbs pictures or layers, or looks at the pixels themselves. */
export interface ModelMethodDefinition {
  /** Shown in `info.method`. */
  readonly name: string
  /** `'input'`: the map has the size of the picture, and no layer is looked at. */
  readonly level: 'layer' | 'input'
  /** It needs backward passes. */
  readonly gradients: boolean
  /** It needs every bias of the network, which layers models alone can tell. */
  readonly biases?: boolean
  /** Draws the map of one picture. */
  explain(probe: Probe): Promise<RawMap>
}

/** A method that questions the model. */
export interface ModelMethod extends ModelMethodDefinition {
  /** Puts `explain` to one picture; the explainer calls it. */
  run(request: ProbeRequest): Promise<RawMap>
}

/**
 * A method from its definition: `explain` gets a probe and returns a map.
 *
 * @example
 * const brightness = modelMethod({
 *   name: 'darkened',
 *   level: 'input',
 *   gradients: false,
 *   async explain({ picture, score, scores }) {
 *     const [darker = 0] = await scores(1, () => picture.values.map((value) => value / 2))
 *     return { height: 1, width: 1, raw: Float32Array.of(score - darker) }
 *   },
 * })
 */
export function modelMethod(definition: ModelMethodDefinition): ModelMethod {
  return { ...definition, run: async (request) => definition.explain(await openProbe(request)) }
}

/** Any method. */
export type Method = LayerMethod | ModelMethod
