/** Case 8: maps that say nothing are finite, and said to be so. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { createExplainer } from '../explainer.ts'
import { methodByName, type MethodName, methodNames } from '../methods/method-by-name.ts'
import { pictures } from '../networks.test-support.ts'
import { type Case, must, mustEqual } from './check.test-support.ts'

/** A convolution `a = kernel x + bias` of single cells, averaged; class 0 scores `weight` times that. */
function tinyNetwork(kernel: number, bias: number, weight: number): LayersModel {
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 1 }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
  })
  const scores = tf.tensor2d([[weight, -weight]])
  model.setWeights([tf.tensor4d([kernel], [1, 1, 1, 1]), tf.tensor1d([bias]), scores, tf.zeros([2])])
  return model
}

const layerGradients: MethodName[] = ['grad-cam', 'grad-cam++', 'hi-res-cam', 'layer-cam', 'x-grad-cam']
const layerMethods: MethodName[] = [...layerGradients, 'eigen-cam', 'eigen-grad-cam']

interface Silence {
  network: LayersModel
  /** What Grad-CAM's map is flagged as. */
  flag: 'zero' | 'constant' | false
  /** Methods whose maps are degenerate there. */
  flagged: MethodName[]
  /** Methods that are tried. */
  tried: readonly MethodName[]
}

const silences = (): Record<string, Silence> => ({
  // The layer is silent.
  'zero activations': { network: tinyNetwork(0, 0, 1), flag: 'zero', flagged: layerMethods, tried: methodNames },
  // The score does not react to it.
  'zero gradients': {
    network: tinyNetwork(1, 0, 0),
    flag: 'zero',
    flagged: [...layerGradients, 'eigen-grad-cam'],
    tried: layerMethods,
  },
  // A principal component of what does not vary is zero.
  constant: { network: tinyNetwork(0, 1, 1), flag: 'constant', flagged: layerMethods, tried: methodNames },
  'negative throughout': {
    network: tinyNetwork(1, 0.1, -1),
    flag: 'zero',
    flagged: layerGradients,
    tried: methodNames,
  },
  useful: { network: tinyNetwork(1, 0, 1), flag: false, flagged: [], tried: layerMethods },
})

const degenerate: Case = {
  name: '8: zero, constant and negative maps are finite and flagged, with every method',
  async run() {
    const x = pictures(1, 4, 1)
    for (const [what, { network, flag, flagged, tried }] of Object.entries(silences())) {
      const explainer = createExplainer(network)
      for (const name of tried) {
        const { raw, map, upsampled, info } = await explainer.explain(x, {
          target: { class: 0 },
          method: methodByName(name),
        })
        const title = `${what}, ${name}`
        must([...raw, ...map, ...upsampled].every(Number.isFinite), `${title}: got [${[...raw]}] and [${[...map]}]`)
        must(
          map.every((value) => value >= 0 && value <= 1),
          `${title}: got [${[...map]}], expected 0..1`,
        )
        mustEqual(`${title}, a reason where it is degenerate`, info.reason !== undefined, info.degenerate !== false)
        if (flagged.includes(name)) must(info.degenerate !== false, `${title}: not flagged; raw is [${[...raw]}]`)
        if (name === 'grad-cam') mustEqual(`${title}, flag`, info.degenerate, flag)
        if (info.degenerate === 'zero')
          must(
            map.every((value) => value === 0),
            `${title}: 'zero', but [${[...map]}]`,
          )
        if (info.degenerate === 'constant')
          must(
            upsampled.every((value) => value === 1),
            `${title}: [${[...upsampled]}]`,
          )
      }
    }
  },
}

export const degenerateCases: Case[] = [degenerate]
