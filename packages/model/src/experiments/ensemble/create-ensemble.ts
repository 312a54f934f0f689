/** Several models that predict together. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { type TrainingBatch, checkBatch } from '../../training/batch.ts'
import { classesOf } from '../../training/output.ts'
import { type PredictOptions, type Predictions, predict } from '../../training/predict.ts'
import { type AverageOptions, averageRows, checkBy, sharesOf } from './average-predictions.ts'
import { type Disagreement, disagreementOf } from './disagreement.ts'

/** The average of the members, and how far they disagree about each picture. */
export interface EnsemblePredictions extends Predictions, Disagreement {}

export interface Ensemble {
  /** How many models there are. */
  readonly size: number
  readonly classes: number
  /**
   * Predicts all batches, each with one model after the other: memory is that of one model and one batch, besides the results.
   * Leaves no tensor behind.
   *
   * @throws TrainingError `bad-batch` where a batch does not fit the models; the signal's reason where aborted
   */
  predict(batches: AsyncIterable<TrainingBatch>, options?: PredictOptions): Promise<EnsemblePredictions>
}

/**
 * An ensemble of models with the same input and the same classes in the same order, as the folds or the seeds of a
 * cross-validation leave them (deep ensembles: Lakshminarayanan et al. 2017). The models remain the caller's, who disposes of them.
 *
 * @throws RangeError where models differ in input or classes, or for a bad option
 * @example
 * ```ts
 * const { probabilities, ids, mutualInformation } = await createEnsemble(models).predict(batches)
 * const lookAgain = ids.filter((_, i) => mutualInformation[i] > 0.2)
 * ```
 */
export function createEnsemble(models: readonly LayersModel[], options: AverageOptions = {}): Ensemble {
  const { weights, by = 'probability' } = options
  checkBy(by)
  const first = models[0]
  if (first === undefined) throw new RangeError('models: expected at least one, got none')
  const shares = sharesOf(weights, models.length)
  const classes = classesOf(first)
  const input = JSON.stringify(first.inputs[0]!.shape)
  for (const [k, model] of models.entries()) {
    const shape = JSON.stringify(model.inputs[0]!.shape)
    if (shape !== input) throw new RangeError(`models[${k}]: takes ${shape}, expected ${input}, as models[0]`)
    if (classesOf(model) !== classes)
      throw new RangeError(`models[${k}]: has ${classesOf(model)} classes, expected ${classes}, as models[0]`)
  }
  const members = [...models]

  return {
    size: members.length,
    classes,
    async predict(batches, { signal, onBatch } = {}) {
      const parts: Disagreement[] = []
      const rows: Float64Array[] = []
      const yTrue: number[] = []
      const ids: string[] = []
      signal?.throwIfAborted()
      for await (const batch of batches) {
        checkBatch(first, batch, classes, `batch ${rows.length}`)
        const outputs: Float32Array[] = []
        for (const model of members) {
          const found = await predict(model, one(batch), signal === undefined ? {} : { signal })
          outputs.push(found.probabilities)
        }
        rows.push(averageRows(outputs, shares, classes, by))
        parts.push(disagreementOf(outputs, shares, classes))
        for (let i = 0; i < batch.y.length; i++) ids.push(batch.ids?.[i] ?? String(ids.length))
        for (const label of batch.y) yTrue.push(label)
        onBatch?.(yTrue.length)
      }
      return {
        probabilities: Float32Array.from(joined(rows)),
        classes,
        yTrue: Int32Array.from(yTrue),
        ids,
        std: joined(parts.map(({ std }) => std)),
        entropy: joined(parts.map(({ entropy }) => entropy)),
        mutualInformation: joined(parts.map(({ mutualInformation }) => mutualInformation)),
      }
    },
  }
}

async function* one(batch: TrainingBatch): AsyncGenerator<TrainingBatch> {
  yield batch
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
