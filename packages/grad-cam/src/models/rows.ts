/** Rows of a batch. */
import * as tf from '@tensorflow/tfjs-core'

/** Every row `times` times in a row: `[a, b]` becomes `[a, a, b, b]`. */
export function repeatRows(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x
  const [rows = 1, ...rest] = x.shape
  // As three dimensions: the webgpu backend tiles five of them on the processor.
  const tiled = tf.tile(tf.reshape(x, [rows, 1, x.size / rows]), [1, times, 1])
  return tf.reshape(tiled, [rows * times, ...rest])
}
