/** What training and prediction eat: a batch of pictures with the index of each one's class. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { TrainingError } from './training-error.ts'

/** The shape of `@convlens/data`'s batches; any other source will do. */
export interface TrainingBatch {
  /** Pictures one after another, `shape[0] * height * width * channels` values. */
  x: Float32Array
  /** `[n, height, width, channels]` */
  shape: readonly number[]
  /** Class of each picture, 0 to classes - 1. */
  y: Int32Array
  /** Shares of the classes, `n * classes` values, row by row, where pictures were mixed: trained on instead of `y`. */
  ySoft?: Float32Array
  /** How much each picture counts in the loss; 1 by default. */
  weights?: Float32Array
  /** Names of the pictures, for messages and predictions. */
  ids?: readonly string[]
}

/** Refuses a batch that does not fit the model, before a backend stumbles over it. */
export function checkBatch(model: LayersModel, batch: TrainingBatch, classes: number, where: string): void {
  const { x, shape, y, ids, ySoft, weights } = batch
  const wanted = model.inputs[0]!.shape
  const refuse = (clause: string): never => {
    throw new TrainingError('bad-batch', `${where}: ${clause}`)
  }
  const fits = shape.length === wanted.length && wanted.every((size, i) => size === null || size === shape[i])
  if (!fits) refuse(`shape is ${JSON.stringify(shape)}, the model takes ${JSON.stringify(wanted)}`)
  const size = shape.reduce((product, side) => product * side, 1)
  if (!(shape[0]! >= 1)) refuse('there is no picture in it')
  if (x.length !== size) refuse(`x holds ${x.length} values, its shape ${JSON.stringify(shape)} asks for ${size}`)
  if (y.length !== shape[0]) refuse(`y holds ${y.length} classes for ${shape[0]} pictures`)
  if (ids !== undefined && ids.length !== shape[0]) refuse(`ids holds ${ids.length} names for ${shape[0]} pictures`)
  if (ySoft !== undefined && ySoft.length !== y.length * classes)
    refuse(`ySoft holds ${ySoft.length} shares for ${y.length} pictures and ${classes} classes`)
  if (weights !== undefined && weights.length !== y.length)
    refuse(`weights holds ${weights.length} values for ${y.length} pictures`)
  const badWeight = weights?.findIndex((weight) => !(weight >= 0 && weight < Infinity)) ?? -1
  if (badWeight >= 0) refuse(`weights[${badWeight}] is ${weights![badWeight]}, expected a number of at least 0`)
  const bad = y.findIndex((label) => !(label >= 0 && label < classes))
  if (bad >= 0) {
    const name = ids?.[bad] === undefined ? `picture ${bad}` : `'${ids[bad]}'`
    refuse(`${name} has class ${y[bad]}, the model has the classes 0 to ${classes - 1}`)
  }
}

/** Cuts a batch into parts of at most `size` pictures, in order; without a size, or a larger one, the batch is its only part. */
export function cutBatch(batch: TrainingBatch, size: number = batch.y.length): TrainingBatch[] {
  const { x, shape, y, ids, ySoft, weights } = batch
  const [n, ...picture] = shape as [number, ...number[]]
  if (size >= n) return [batch]
  const part = (values: Float32Array, start: number, end: number): Float32Array =>
    values.subarray((start * values.length) / n, (end * values.length) / n)
  return Array.from({ length: Math.ceil(n / size) }, (_, i) => {
    const [start, end] = [i * size, Math.min((i + 1) * size, n)]
    return {
      x: part(x, start, end),
      shape: [end - start, ...picture],
      y: y.subarray(start, end),
      ...(ids === undefined ? {} : { ids: ids.slice(start, end) }),
      ...(ySoft === undefined ? {} : { ySoft: part(ySoft, start, end) }),
      ...(weights === undefined ? {} : { weights: part(weights, start, end) }),
    }
  })
}

/** Shares of the classes, `n * classes` values: one-hot rows, or `ySoft`. */
export function targetsOf({ y, ySoft }: TrainingBatch, classes: number): Float32Array {
  if (ySoft !== undefined) return ySoft
  const rows = new Float32Array(y.length * classes)
  for (let i = 0; i < y.length; i++) rows[i * classes + y[i]!] = 1
  return rows
}
