/** Rows of a batch. */
import * as tf from '@tensorflow/tfjs-core'

/** Every row `times` times in a row: `[a, b]` becomes `[a, a, b, b]`. */
export function repeatRows(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x
  const [rows = 1, ...rest] = x.shape
  const tiled = tf.tile(tf.reshape(x, [rows, 1, ...rest]), [1, times, ...rest.map(() => 1)])
  return tf.reshape(tiled, [rows * times, ...rest])
}
