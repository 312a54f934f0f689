/** A model as the explainer sees it, whatever kind of model it is. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Head } from './head.ts'

/** A place in the network whose output can be seen and replaced on the way. */
export interface Tap {
  /** Name of the layer or node, preceded by the names of the models it is nested in. */
  readonly path: string
  /** The tensor there has its channels before height and width. */
  readonly channelsFirst: boolean
}

/** Sees the output of a tapped place and returns what the rest of the network goes on with. */
export type Visit = (activations: Tensor) => Tensor

/** A tap and what happens there during one run. */
export interface Visited {
  tap: Tap
  visit: Visit
  /** Which call of a layer that the network uses several times, from 0; `undefined` where there is one only. */
  call?: number | 'all' | undefined
}

/** One input of a model. */
export interface NetworkInput {
  /** With the batch first; `null` for a free side. */
  readonly shape: readonly (number | null)[]
}

/** What the explainer needs of a model; one file of this folder for each kind of model. */
export interface Network {
  readonly kind: 'layers' | 'graph' | 'split'
  readonly inputs: readonly NetworkInput[]
  /** Of the explained output. */
  readonly head: Head
  /**
   * One forward pass in inference mode.
   *
   * @param inputs one tensor an input, each of n rows
   * @param taps visited in the order in which the network reaches them
   * @param repeat how often every row is repeated from the first tap on: many variants of one activation (classes,
   *   ablations) for one pass through what lies before it
   * @returns the explained output before softmax or sigmoid, of n x repeat rows
   */
  run(inputs: readonly Tensor[], taps: readonly Visited[], repeat?: number): Tensor
  /** The model, where it is a layers model: methods that look into layers ask for it. */
  readonly layers?: LayersModel
}
