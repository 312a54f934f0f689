/** Our own small network: grey input, strided stem, batch normalisation, global average pooling. */
import type { PresetSpec } from './preset-spec.ts'

export const compact: PresetSpec = {
  name: 'compact',
  description: 'ours: grey input, batch normalisation and global average pooling',
  input: [224, 224, 1],
  preprocess: { version: 1, width: 224, height: 224, channels: 1, fit: 'stretch', scaling: 'standardise' },
  loss: 'categorical-crossentropy',
  network: {
    input: [224, 224, 1],
    blocks: [
      { filters: 16, kernel: 5, stride: 2, batchNorm: true, pool: { type: 'max', size: 2, early: true } },
      { filters: 24, batchNorm: true, pool: { type: 'max', size: 2, early: true } },
      { filters: 48, batchNorm: true },
      { filters: 48, batchNorm: true },
      { filters: 64, batchNorm: true },
    ],
    head: 'gap',
    headDropout: 0.25,
    initializer: 'heUniform',
  },
}
