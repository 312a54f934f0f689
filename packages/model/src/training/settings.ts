/** The settings that a resumed training must share with the one that it goes on from. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { type NamedWeight, leafLayers } from '../weights/named-weights.ts'
import { isOptimizer } from './optimizers/optimizer.ts'
import type { TrainOptions } from './options.ts'

/** Each as JSON text, so that two of them compare by value. */
export type Settings = Readonly<Record<string, string>>

/** Schedules whose rates depend on how many epochs there will be. */
const knowsTheEnd = (schedule: TrainOptions['schedule']): boolean => {
  const name = typeof schedule === 'object' ? schedule.name : schedule
  return name === 'cosine' || name === 'one-cycle'
}

/** What decides about weights and history, apart from the data. */
export function settingsOf(model: LayersModel, weights: readonly NamedWeight[], options: TrainOptions): Settings {
  const { optimizer = { name: 'adam' }, schedule = 'constant', earlyStopping } = options
  const values: Record<string, unknown> = {
    // Dropout masks are keyed by the names of the layers.
    layers: leafLayers(model).map(({ path, layer }) => [path, layer.getClassName(), layer.name]),
    weights: weights.map(({ name, variable, trainable }) => [name, variable.shape, trainable]),
    optimizer: isOptimizer(optimizer) ? null : optimizer,
    schedule,
    epochs: knowsTheEnd(schedule) ? options.epochs : null,
    learningRateMultipliers: options.learningRateMultipliers,
    loss: options.loss ?? 'categorical-crossentropy',
    classWeights: options.classWeights,
    clip: options.clip,
    accumulate: options.accumulate ?? 1,
    microBatch: options.microBatch,
    average: options.average,
    seed: options.seed ?? 0,
    earlyStopping,
    metrics: Object.keys(options.metrics ?? {}),
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value ?? null)]))
}

/** A sentence about the first setting that differs, if one does. */
export function differenceOf(now: Settings, then: Settings): string | undefined {
  const name = Object.keys(now).find((setting) => now[setting] !== then[setting])
  if (name === undefined) return undefined
  if (name === 'layers' || name === 'weights')
    return `checkpoints: they belong to a training of another model; its ${name} are not those of this one`
  return (
    `checkpoints: they belong to a training with other settings: ${name} was ${then[name]} and is ${now[name]} now; ` +
    'choose another place, or checkpoints.resume: false to start anew'
  )
}
