/** One block of settings a preset, with reasons. */
import { seedAugmentation, xrayAugmentation, type Augmentation } from '@convlens/data'
import type { Loss, PresetName, Schedule } from '@convlens/model'
import { phantomSettings, type DataSource } from './data-source.ts'

export interface Settings {
  epochs: number
  batchSize: number
  learningRate: number
  schedule: Schedule
  loss: Loss
  augmentation: Augmentation
  /** `last`: the weights of the last epoch. `best`: of the epoch with the lowest validation loss; its validation score is then optimistic. */
  keep: 'last' | 'best'
  /** Side of the network's input in pixels, where it is not the preset's own. */
  side?: number
}

/** The original experiment, unchanged: it kept whatever the last epoch left, and mirrored hearts. */
const seedSettings: Settings = {
  epochs: 20,
  batchSize: 32,
  learningRate: 0.001,
  schedule: 'constant',
  loss: 'binary-crossentropy',
  augmentation: seedAugmentation,
  keep: 'last',
}

const compactSettings: Settings = {
  epochs: 20,
  batchSize: 16,
  learningRate: 0.002,
  schedule: 'cosine',
  loss: 'categorical-crossentropy',
  augmentation: xrayAugmentation,
  keep: 'best',
}

export function settingsOf(preset: PresetName, kind: DataSource['kind']): Settings {
  if (preset === 'covid-seed') return seedSettings
  if (kind === 'pictures') return compactSettings
  // Phantoms are small and many: fewer passes at their own size, so that the first run ends within three minutes.
  return { ...compactSettings, epochs: 10, side: phantomSettings.size }
}
