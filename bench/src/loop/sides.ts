/** The two loops: `train` of ours, and `trainOnBatch` as one calls it. */
import { type BatchInfo, train, type TrainingBatch } from '@convlens/model'
import { tensor, tensor2d, train as optimizers } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { SideName } from './jobs.ts'

export interface Side {
  /** Trains on every batch once. @returns the mean loss */
  block(): Promise<number>
  /** Frees what was made beside the model. */
  end(): Promise<void>
}

const learningRate = 0.001

/** A block is an epoch of one training, so that the optimizer goes on from block to block as it does on the other side. */
export function ours(
  model: LayersModel,
  batches: readonly TrainingBatch[],
  blocks: number,
  onBatch?: (info: BatchInfo) => Promise<void>,
): Side {
  async function* once(): AsyncGenerator<TrainingBatch> {
    yield* batches
  }
  const epochs = train(
    model,
    { train: once },
    { epochs: blocks, optimizer: { name: 'adam', learningRate }, ...(onBatch && { onBatch }) },
  )
  return {
    async block() {
      const { value } = await epochs.next()
      if (!value) throw new Error(`there were to be ${blocks} blocks`)
      return value.loss
    },
    async end() {
      await epochs.return()
    },
  }
}

const classes = 2

/** The labels are one-hot beforehand: that is not what is measured. */
export function plain(model: LayersModel, batches: readonly TrainingBatch[]): Side {
  const optimizer = optimizers.adam(learningRate)
  model.compile({ optimizer, loss: 'categoricalCrossentropy', metrics: ['accuracy'] })
  const labelled = batches.map(({ x, shape, y }) => {
    const oneHot = new Float32Array(y.length * classes)
    for (const [i, label] of y.entries()) oneHot[i * classes + label] = 1
    return { x, shape: [...shape], oneHot }
  })
  return {
    async block() {
      let sum = 0
      for (const { x, shape, oneHot } of labelled) {
        const pictures = tensor(x, shape, 'float32')
        const targets = tensor2d(oneHot, [shape[0]!, classes])
        const [loss] = (await model.trainOnBatch(pictures, targets)) as number[]
        sum += loss!
        pictures.dispose()
        targets.dispose()
      }
      return sum / labelled.length
    },
    async end() {
      optimizer.dispose()
    },
  }
}

export function sideOf(name: SideName, model: LayersModel, batches: readonly TrainingBatch[], blocks: number): Side {
  return name === 'ours' ? ours(model, batches, blocks) : plain(model, batches)
}
