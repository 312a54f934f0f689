/** The weights of a checkpoint, in a model. */
import { tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { type NamedWeight, namedWeights } from '../weights/named-weights.ts'
import { type TensorValues, toTensors, under } from '../weights/tensor-values.ts'
import { CheckpointError } from './checkpoint-error.ts'
import type { CheckpointState } from './checkpoint-state.ts'

/**
 * Gives a model the weights that were validated when a checkpoint was written: the averaged ones where `train` had `average`, else
 * those that were trained.
 *
 * @throws CheckpointError `mismatch` where the checkpoint is of another model; the model is then as it was
 * @example
 * ```ts
 * const keeper = createCheckpointKeeper(checkpointFolder('checkpoints'), { keepBest: 3, monitor: 'valLoss', mode: 'min' })
 * const [best] = await keeper.best()
 * loadWeights(model, (await keeper.read(best!.name))!)
 * ```
 */
export function loadWeights(model: LayersModel, { tensors }: Pick<CheckpointState, 'tensors'>): void {
  putWeights(namedWeights(model), { ...under('weights', tensors), ...under('average', tensors) })
}

/** @throws CheckpointError `mismatch` where a weight is missing or has another shape; nothing has changed then */
export function putWeights(weights: readonly NamedWeight[], values: TensorValues): void {
  for (const { name, variable } of weights) {
    const found = values[name]
    const shape = found && JSON.stringify(found.shape)
    if (shape !== JSON.stringify(variable.shape))
      throw new CheckpointError(
        'mismatch',
        `the checkpoint is of another model: '${name}' is ${JSON.stringify(variable.shape)} here and ${shape ?? 'missing'} there`,
      )
  }
  tidy(() => {
    const tensors = toTensors(values)
    for (const { name, variable } of weights) variable.assign(tensors[name]!)
  })
}
