import { layers, type Sequential, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate } from '../backends.test-support.ts'
import { createExplainer } from '../explainer.ts'
import { listLayers } from './layers.ts'
import { covidSeed, smallNetwork, twins } from '../networks.test-support.ts'

function part(name: string, channels: number): Sequential {
  const conv = layers.conv2d({ name: 'conv', inputShape: [8, 8, channels], filters: 2, kernelSize: 3, padding: 'same' })
  return sequential({ name, layers: [conv] })
}

describe('layer', () => {
  beforeAll(() => activate('cpu'))

  it('is the last convolution by default', () => {
    expect(createExplainer(smallNetwork()).layer).toBe('conv2')
    expect(createExplainer(twins().nestedTwice).layer).toBe('middle/inner/conv2')
    expect(createExplainer(covidSeed()).layer).toBe('conv5')
  })

  it('can be a name, a path or the object', () => {
    const model = smallNetwork()
    expect(createExplainer(model, { layer: 'conv1' }).layer).toBe('conv1')
    expect(createExplainer(model, { layer: model.getLayer('norm') }).layer).toBe('norm')
    expect(createExplainer(twins().nested, { layer: 'conv1' }).layer).toBe('inner/conv1')
  })

  it('lists the candidates where it does not fit', () => {
    const model = smallNetwork()
    const other = smallNetwork().getLayer('conv1')
    const candidates = 'convolutional layers are conv1, conv2'
    expect(() => createExplainer(model, { layer: 'conv9' })).toThrow(
      `layer: no layer named 'conv9' in the model; ${candidates}`,
    )
    expect(() => createExplainer(model, { layer: 'scores' })).toThrow(
      `layer: the output of 'scores' has no height and width; ${candidates}`,
    )
    expect(() => createExplainer(model, { layer: other })).toThrow("layer: no layer named 'conv1' in the model")
    const dense = sequential({ layers: [layers.dense({ inputShape: [4], units: 2 })] })
    expect(() => createExplainer(dense)).toThrow(
      'layer: the model has no convolution to look at; layers with spatial extent are none',
    )
  })

  it('must be told apart where nested models use a name twice', () => {
    const model = sequential({ layers: [part('a', 1), part('b', 2), layers.flatten(), layers.dense({ units: 2 })] })
    expect(() => createExplainer(model, { layer: 'conv' })).toThrow(
      "layer: 'conv' names several layers; say which: 'a/conv', 'b/conv'",
    )
    expect(createExplainer(model, { layer: 'a/conv' }).layer).toBe('a/conv')
  })

  it('is listed with its shape', () => {
    expect(listLayers(twins().nested)).toEqual([
      { path: 'inner/conv1', type: 'Conv2D', shape: [10, 10, 4], convolutional: true },
      expect.objectContaining({ type: 'MaxPooling2D', shape: [5, 5, 4], convolutional: false }),
      { path: 'inner/conv2', type: 'Conv2D', shape: [4, 4, 5], convolutional: true },
    ])
  })

  it('can be several, fused by a rule', () => {
    const model = smallNetwork()
    expect(createExplainer(model, { layer: ['conv1', 'conv2'] }).layer).toBe('mean(conv1, conv2)')
    expect(createExplainer(model, { layer: ['conv1', 'conv2'], fuse: 'max' }).layer).toBe('max(conv1, conv2)')
    expect(() => createExplainer(model, { layer: [] })).toThrow('layer: the list is empty')
    expect(() => createExplainer(model, { fuse: 'median' as never })).toThrow(
      "fuse: got 'median', expected one of mean, max, product",
    )
  })
})
