/**
 * A small network of inverted residuals (MobileNetV2, Sandler et al. 2018), grey input: 90,442 parameters, 32,388,864
 * multiplications a picture. It expands by 3 instead of 6, as wide layers cost a CPU more memory traffic than arithmetic, and
 * stops at 14x14, so that its heat maps are finer.
 */
import type { PresetSpec } from './preset-spec.ts'

export const depthwise: PresetSpec = {
  name: 'depthwise',
  description:
    'inverted residuals with depthwise convolutions (MobileNetV2, Sandler et al. 2018): grey input, few weights',
  input: [224, 224, 1],
  preprocess: { version: 1, width: 224, height: 224, channels: 1, fit: 'stretch', scaling: 'standardise' },
  loss: 'categorical-crossentropy',
  network: {
    kind: 'depthwise',
    input: [224, 224, 1],
    stem: { filters: 16 },
    blocks: [
      { filters: 24, stride: 2, expansion: 1 },
      { filters: 32, stride: 2, expansion: 3 },
      { filters: 32, expansion: 3 },
      { filters: 64, stride: 2, expansion: 3 },
      { filters: 64, expansion: 3 },
      { filters: 64, expansion: 3 },
    ],
    last: { filters: 128 },
    headDropout: 0.25,
  },
}
