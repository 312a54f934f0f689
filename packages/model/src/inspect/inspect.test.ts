import { useBackend } from '@convlens/backend/node'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { countMultiplications } from './count-multiplications.ts'
import { networkDiagram } from './network-diagram.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

describe('countMultiplications', () => {
  it('counts the original network', () => {
    const model = buildCnn({ preset: 'covid-seed' })
    // Output positions times kernel values, layer by layer.
    const convolutions = 222 ** 2 * 864 + 220 ** 2 * 18_432 + 108 ** 2 * 36_864 + 52 ** 2 * 73_728 + 24 ** 2 * 73_728
    expect(countMultiplications(model)).toBe(convolutions + 4096 * 64 + 64 * 128 + 128 * 2)
    model.dispose()
  })

  it('finds compact at most a tenth of it', () => {
    const model = buildCnn({ preset: 'compact' })
    expect(countMultiplications(model)).toBeLessThanOrEqual(1_606_770_304 / 10)
    model.dispose()
  })

  it('counts depthwise and separable convolutions, and nested models', () => {
    const inner = sequential({ layers: [layers.flatten({ inputShape: [4, 4, 5] }), layers.dense({ units: 3 })] })
    const model = sequential({
      layers: [
        layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', inputShape: [4, 4, 2] }),
        layers.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same' }),
        inner,
      ],
    })
    expect(countMultiplications(model)).toBe(16 * (9 * 2) + 16 * (9 * 2 + 2 * 5) + 80 * 3)
    model.dispose()
  })

  it('refuses what it cannot count', () => {
    const open = sequential({ layers: [layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [null, null, 1] })] })
    expect(() => countMultiplications(open)).toThrow('model: the size of layer')
    const other = sequential({ layers: [layers.conv2dTranspose({ filters: 2, kernelSize: 3, inputShape: [4, 4, 1] })] })
    expect(() => countMultiplications(other)).toThrow('model: multiplications of a Conv2DTranspose layer')
    open.dispose()
    other.dispose()
  })
})

describe('networkDiagram', () => {
  it('lists every layer', () => {
    const model = buildCnn({ input: [16, 16, 1], filters: [4], batchNorm: true, dropout: 0.5, classes: 3 })
    expect(networkDiagram(model)).toEqual({
      parameters: 36 + 16 + 15,
      edges: [0, 1, 2, 3, 4, 5].map((from) => ({ from, to: from + 1 })),
      layers: [
        { name: 'conv1', type: 'Conv2D', outputShape: [16, 16, 4], parameters: 36, detail: '3x3, stride 1, same' },
        { name: 'bn1', type: 'BatchNormalization', outputShape: [16, 16, 4], parameters: 16, detail: '' },
        { name: 'relu1', type: 'Activation', outputShape: [16, 16, 4], parameters: 0, detail: 'relu' },
        { name: 'pool1', type: 'MaxPooling2D', outputShape: [8, 8, 4], parameters: 0, detail: '2x2' },
        { name: 'dropout1', type: 'Dropout', outputShape: [8, 8, 4], parameters: 0, detail: 'rate 0.5' },
        { name: 'gap', type: 'GlobalAveragePooling2D', outputShape: [4], parameters: 0, detail: '' },
        { name: 'output', type: 'Dense', outputShape: [3], parameters: 15, detail: '3 units, softmax' },
      ],
    })
    model.dispose()
  })
})
