/** Puts changed pictures through the user's network, batch by batch. */
import { checkWhole, type PictureValues } from './arguments.ts'

/**
 * Scores of `count` pictures, one number each: the score or probability of the class that the map explains. `pictures`
 * holds them one after the other; it is the callee's to keep.
 */
export type Predict = (pictures: Float32Array, count: number) => Promise<ArrayLike<number>>

/** How pictures go through the network. */
export interface PredictOptions {
  predict: Predict
  /** Pictures that go through `predict` at once. Default 32. */
  batchSize?: number
  /** Checked before every picture. */
  signal?: AbortSignal
}

/** Scores of `count` variants of a picture; `draw` changes variant i, which starts as a copy of the picture. */
export async function scorePictures(
  count: number,
  { values }: PictureValues,
  draw: (i: number, target: Float32Array) => void,
  { predict, batchSize = 32, signal }: PredictOptions,
): Promise<Float64Array> {
  checkWhole('batchSize', batchSize, 1)
  const scores = new Float64Array(count)
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start)
    const pictures = new Float32Array(size * values.length)
    for (let i = 0; i < size; i++) {
      signal?.throwIfAborted()
      const target = pictures.subarray(i * values.length, (i + 1) * values.length)
      target.set(values)
      draw(start + i, target)
    }
    signal?.throwIfAborted()
    const predicted = await predict(pictures, size)
    if (predicted.length !== size) {
      throw new RangeError(`predict: got ${predicted.length} scores for ${size} pictures, expected one a picture`)
    }
    for (let i = 0; i < size; i++) {
      if (!Number.isFinite(predicted[i]))
        throw new RangeError(`predict: got the score ${predicted[i]}, expected a number`)
      scores[start + i] = predicted[i]!
    }
  }
  return scores
}
