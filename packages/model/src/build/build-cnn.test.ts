import { useBackend } from '@convlens/backend/node'
import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from './build-cnn.ts'
import type { CnnOptions } from './cnn-options.ts'

const tiny: CnnOptions = { input: [8, 8, 1], filters: [2, 3] }

beforeAll(async () => {
  await useBackend('cpu')
})

const weights = async (seed: number) => {
  const model = buildCnn({ ...tiny, seed })
  const values = await Promise.all(model.getWeights().map((weight) => weight.data()))
  model.dispose()
  return values
}

describe('buildCnn', () => {
  it('builds the original network with 474,754 parameters', () => {
    const model = buildCnn({ preset: 'covid-seed' })
    expect(model.countParams()).toBe(474_754)
    expect(model.getLayer('conv5').outputShape).toEqual([null, 24, 24, 64])
    expect(model.outputShape).toEqual([null, 2])
    expect(model.layers.map((layer) => layer.name)).toEqual([
      'conv1',
      'conv2',
      'pool2',
      'dropout2',
      'conv3',
      'pool3',
      'dropout3',
      'conv4',
      'pool4',
      'conv5',
      'pool5',
      'flatten',
      'dense1',
      'dense2',
      'dense2_dropout',
      'output',
    ])
    model.dispose()
  })

  it('builds compact', () => {
    const model = buildCnn({ preset: 'compact', classes: 3 })
    expect(model.inputs[0]!.shape[3]).toBe(1)
    expect(model.outputShape).toEqual([null, 3])
    model.dispose()
  })

  it('pools early where asked, and keeps the convolution linear until then', () => {
    const model = buildCnn({ ...tiny, pooling: { type: 'max', size: 2, early: true } })
    expect(model.layers.slice(0, 3).map((layer) => layer.name)).toEqual(['conv1', 'pool1', 'relu1'])
    expect(model.getLayer('conv1').getConfig()['activation']).toBe('linear')
    model.dispose()
  })

  it('builds a preset for pictures of another size', () => {
    const model = buildCnn({ preset: 'compact', input: [128, 96, 1] })
    expect(model.inputs[0]!.shape).toEqual([null, 128, 96, 1])
    expect(model.getLayer('relu5').outputShape).toEqual([null, 16, 12, 64])
    model.dispose()
  })

  it('gives the same weights for the same seed, others for another', async () => {
    expect(await weights(1)).toEqual(await weights(1))
    expect(await weights(1)).not.toEqual(await weights(2))
  })

  it('leaves nothing behind once disposed of', () => {
    const before = memory().numTensors
    buildCnn({ ...tiny, batchNorm: true }).dispose()
    expect(memory().numTensors).toBe(before)
  })
})
