/**
 * A small residual network: ResNet-10 (He et al. 2016, one basic block a stage) at a quarter of its width, grey input.
 * 309,586 parameters, 58,003,712 multiplications a picture; its last maps are 7x7.
 */
import type { PresetSpec } from './preset-spec.ts'

export const residual: PresetSpec = {
  name: 'residual',
  description: 'ResNet-10 (He et al. 2016) at a quarter of its width: grey input, basic blocks',
  input: [224, 224, 1],
  preprocess: { version: 1, width: 224, height: 224, channels: 1, fit: 'stretch', scaling: 'standardise' },
  loss: 'categorical-crossentropy',
  network: {
    kind: 'residual',
    input: [224, 224, 1],
    stem: { filters: 16 },
    stages: [{ filters: 16 }, { filters: 32, stride: 2 }, { filters: 64, stride: 2 }, { filters: 128, stride: 2 }],
    headDropout: 0.25,
  },
}
