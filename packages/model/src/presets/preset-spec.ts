/** A named network together with the pictures it expects. */
import type { BlockOptions } from '../build/cnn-options.ts'
import type { DepthwiseOptions } from '../build/depthwise.ts'
import type { ResidualOptions } from '../build/residual.ts'
import type { Preprocess } from '../bundle/preprocess.ts'

/** What `buildCnn` makes a preset from: plain blocks one after the other, or a network of the `kind` it names. */
export type NetworkOptions = BlockOptions | ResidualOptions | DepthwiseOptions

/** A named network: what it is, what goes in, what it is trained with. */
export interface PresetSpec {
  name: PresetName
  /** One clause for people. */
  description: string
  /** `[height, width, channels]` */
  input: readonly [number, number, number]
  preprocess: Preprocess
  loss: 'categorical-crossentropy' | 'binary-crossentropy'
  network: NetworkOptions
}

export type PresetName = 'covid-seed' | 'compact' | 'residual' | 'depthwise'
