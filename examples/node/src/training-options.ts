/** What every training of a preset is told, whether it is one run or a fold of many. */
import type { OptimizerOptions } from '@convlens/model'
import type { Settings } from './settings.ts'

export interface TrainingOptions extends Pick<Settings, 'epochs' | 'schedule' | 'loss' | 'microBatch'> {
  optimizer: OptimizerOptions
  seed: number
}

export function trainingOptions(settings: Settings, seed: number): TrainingOptions {
  const { epochs, schedule, loss, learningRate, microBatch } = settings
  return {
    epochs,
    optimizer: { name: 'adam', learningRate },
    schedule,
    ...(microBatch !== undefined && { microBatch }),
    loss,
    seed,
  }
}
