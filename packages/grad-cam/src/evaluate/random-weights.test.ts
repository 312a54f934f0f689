import * as tf from '@tensorflow/tfjs-core'
import { input, layers, type LayersModel, model as functional, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate } from '../backends.test-support.ts'
import { graphNetwork, sharedNetwork, smallNetwork, twins } from '../networks.test-support.ts'
import { randomisable } from './random-weights.ts'

function values(model: LayersModel): Float32Array[] {
  return model.weights.map((weight) => weight.read().dataSync().slice() as Float32Array)
}

async function names(model: LayersModel): Promise<string[]> {
  const weights = await randomisable(model)
  weights.dispose()
  return weights.layers
}

/** Mean and standard deviation. */
function moments(of: Float32Array): number[] {
  const mean = of.reduce((sum, value) => sum + value, 0) / of.length
  return [mean, Math.sqrt(of.reduce((sum, value) => sum + (value - mean) ** 2, 0) / of.length)]
}

beforeAll(() => activate('cpu'))

describe('randomisable', () => {
  it('goes from the output to the input, into nested models, and meets shared layers once', async () => {
    expect(await names(smallNetwork())).toEqual(['scores', 'conv2', 'norm', 'conv1'])
    expect(await names(sharedNetwork())).toEqual([expect.stringMatching(/dense/), 'twice'])
    expect(await names(graphNetwork())).toEqual([
      expect.stringMatching(/dense/),
      'conv3',
      'features/conv2',
      'features/conv1',
    ])
    expect(await names(twins().nestedTwice)).toEqual([
      expect.stringMatching(/dense/),
      'middle/inner/conv2',
      'middle/inner/conv1',
    ])
    // A layer used inside a nested model and outside of it.
    const conv = layers.conv2d({ name: 'both', filters: 1, kernelSize: 1, inputShape: [4, 4, 1] })
    const x = input({ shape: [4, 4, 1] })
    const nested = sequential({ name: 'nested', layers: [conv] })
    const y = conv.apply(nested.apply(x)) as typeof x
    expect(await names(functional({ inputs: x, outputs: y }))).toHaveLength(1)
  })

  it('draws kernels of the same mean and spread, and shuffles vectors', async () => {
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 8], filters: 64, kernelSize: 3, biasInitializer: 'randomNormal' }),
        layers.batchNormalization({ movingVarianceInitializer: 'randomUniform', gammaInitializer: 'randomUniform' }),
      ],
    })
    const kernel = tf.randomNormal([3, 3, 8, 64], 0.3, 0.7, 'float32', 1)
    model.layers[0]!.setWeights([kernel, model.layers[0]!.getWeights()[1]!])
    const before = values(model)
    const weights = await randomisable(model)
    weights.randomise(0, 5)
    weights.randomise(1, 5)
    const after = values(model)
    // 4608 draws: standard errors .01 and .007.
    const [expected, got] = [moments(before[0]!), moments(after[0]!)]
    expect(Math.abs(got[0]! - expected[0]!)).toBeLessThan(0.04)
    expect(Math.abs(got[1]! - expected[1]!)).toBeLessThan(0.03)
    expect(after[0]!.filter((value, i) => value === before[0]![i])).toHaveLength(0)
    for (let i = 1; i < after.length; i++) {
      expect(after[i]!.toSorted()).toEqual(before[i]!.toSorted())
      if (new Set(before[i]!).size > 1) expect(after[i]).not.toEqual(before[i])
    }
    // The same seed, the same network; another seed, another one.
    weights.randomise(1, 6)
    expect(values(model)[0]).not.toEqual(after[0])
    weights.randomise(1, 5)
    expect(values(model)[0]).toEqual(after[0])
    weights.restore()
    expect(values(model)).toEqual(before)
    weights.dispose()
    kernel.dispose()
  })

  it('refuses models that it cannot randomise, and keeps nothing of them', async () => {
    const flat = sequential({ layers: [layers.flatten({ inputShape: [2, 2] })] })
    await expect(randomisable(flat)).rejects.toThrow('model: none of its layers has weights')
    const broken = sequential({ layers: [layers.dense({ name: 'broken', units: 1, inputShape: [2] })] })
    const nan = [tf.tensor2d([1, Number.NaN], [2, 1]), tf.zeros([1])]
    broken.setWeights(nan)
    tf.dispose(nan)
    const { numTensors } = tf.memory()
    await expect(randomisable(broken)).rejects.toThrow("model: a weight of layer 'broken' is not finite")
    expect(tf.memory().numTensors).toBe(numTensors)
  })
})
