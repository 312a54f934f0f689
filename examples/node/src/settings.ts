/** One block of settings a preset, with reasons. */
import { seedAugmentation, xrayAugmentation, type Augmentation } from '@convlens/data'
import type { Loss, PresetName, Schedule } from '@convlens/model'
import { phantomSettings, type DataSource } from './data-source.ts'

export interface Settings {
  epochs: number
  batchSize: number
  /** Pictures that go through the network at once; a batch is the sum of such parts. Bounds the memory, changes no gradient. */
  microBatch?: number
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
  // Whole batches of this network take 7 GB, more than wasm can have.
  microBatch: 8,
  learningRate: 0.001,
  schedule: 'constant',
  loss: 'binary-crossentropy',
  augmentation: seedAugmentation,
  keep: 'last',
}

/** The rate falls along a cosine to nothing, so that the last epoch is the calmest and the one to keep. */
const compactSettings: Settings = {
  epochs: 15,
  batchSize: 16,
  learningRate: 0.003,
  schedule: 'cosine',
  loss: 'categorical-crossentropy',
  augmentation: xrayAugmentation,
  keep: 'last',
}

/** What the command line may set otherwise. */
export type SettingsOptions = { preset: PresetName } & Partial<
  Pick<Settings, 'epochs' | 'batchSize' | 'learningRate' | 'keep'>
>

/** The preset's settings, with what the user asked for instead. */
export function settingsOf({ preset, ...asked }: SettingsOptions, kind: DataSource['kind']): Settings {
  const usual = presetSettings(preset, kind)
  const { epochs, batchSize, learningRate, keep } = { ...usual, ...asked }
  return { ...usual, epochs, batchSize, learningRate, keep }
}

function presetSettings(preset: PresetName, kind: DataSource['kind']): Settings {
  if (preset === 'covid-seed') return seedSettings
  if (kind === 'pictures') return compactSettings
  // Phantoms are as many as wanted, so that none needs changing, and small, so that a first run ends within three minutes.
  return { ...compactSettings, epochs: 7, augmentation: {}, side: phantomSettings.size }
}
