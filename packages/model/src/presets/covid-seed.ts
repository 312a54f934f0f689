/** The network of the original project (geekysumant/covid-detection, May 2020), exactly: 474,754 parameters. */
import type { PresetSpec } from './preset-spec.ts'

export const covidSeed: PresetSpec = {
  name: 'covid-seed',
  description: 'the network of geekysumant/covid-detection (2020): five valid 3x3 convolutions, 474,754 parameters',
  input: [224, 224, 3],
  preprocess: { version: 1, width: 224, height: 224, channels: 3, fit: 'stretch', scaling: 'unit' },
  loss: 'binary-crossentropy',
  network: {
    input: [224, 224, 3],
    blocks: [
      { filters: 32, padding: 'valid' },
      { filters: 64, padding: 'valid', pool: { type: 'max', size: 2 }, dropout: 0.25 },
      { filters: 64, padding: 'valid', pool: { type: 'max', size: 2 }, dropout: 0.25 },
      { filters: 128, padding: 'valid', pool: { type: 'max', size: 2 } },
      { filters: 64, padding: 'valid', pool: { type: 'average', size: 3 } },
    ],
    head: 'flatten',
    dense: [64, { units: 128, dropout: 0.5 }],
    initializer: 'glorotUniform',
  },
}
