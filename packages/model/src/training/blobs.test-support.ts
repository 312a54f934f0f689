/** A data set that is learnt in seconds: noise with a bright spot at the left (class 0) or at the right (class 1). */
import { keyedState, nextWord } from '../build/keyed-random.ts'
import type { TrainingBatch } from './batch.ts'

export interface BlobSettings {
  count: number
  batchSize: number
  size: number
  channels: number
  seed: number
}

export async function* blobs(settings: Partial<BlobSettings> = {}): AsyncGenerator<TrainingBatch> {
  const { count = 32, batchSize = 8, size = 8, channels = 1, seed = 0 } = settings
  const pixels = size * size * channels
  for (let start = 0; start < count; start += batchSize) {
    const n = Math.min(batchSize, count - start)
    const x = new Float32Array(n * pixels)
    const y = Int32Array.from({ length: n }, (_, i) => (start + i) % 2)
    for (let i = 0; i < n; i++) {
      const random = keyedState('blobs', seed, start + i)
      for (let j = 0; j < pixels; j++) x[i * pixels + j] = nextWord(random) / 2 ** 33
      const row = 1 + (nextWord(random) % (size - 3))
      const column = (y[i] === 0 ? 0 : size / 2) + (nextWord(random) % (size / 2 - 1))
      for (const [r, c] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const) {
        for (let k = 0; k < channels; k++) x[i * pixels + ((row + r) * size + column + c) * channels + k] = 1
      }
    }
    yield { x, shape: [n, size, size, channels], y, ids: Array.from(y, (_, i) => String(start + i)) }
  }
}
