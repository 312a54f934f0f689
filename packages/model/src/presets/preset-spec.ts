/** A named network together with the pictures it expects. */
import type { BlockOptions } from '../build/cnn-options.ts'
import type { Preprocess } from '../bundle/preprocess.ts'
import type { Loss } from '../training/loss.ts'

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
