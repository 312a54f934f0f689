/** A named network together with the pictures it expects. */
import type { BlockOptions } from '../build/cnn-options.ts'
import type { Loss } from '../training/loss.ts'

/** How a picture becomes the network's input; the shape of `@convlens/data`'s `PreprocessSpec`. */
export interface Preprocess {
  version: 1
  width: number
  height: number
  channels: 1 | 3
  /** How a picture of another aspect fits: `stretch` distorts, `pad` adds black, `crop` cuts. */
  fit: 'stretch' | 'pad' | 'crop'
  /** `unit`: 0 to 1; `standardise`: each picture to mean 0 and deviation 1. */
  scaling: 'unit' | 'standardise'
}

/** A named network: what it is, what goes in, what it is trained with. */
export interface PresetSpec {
  name: PresetName
  /** One clause for people. */
  description: string
  /** `[height, width, channels]` */
  input: readonly [number, number, number]
  preprocess: Preprocess
  loss: Loss
  network: BlockOptions
}

export type PresetName = 'covid-seed' | 'compact'
