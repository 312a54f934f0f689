/** Runs a model for training: logits instead of probabilities, seeded dropout. Leaves the model as it was. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import type { Layer } from '../layer.ts'
import { leafLayers } from '../weights/named-weights.ts'
import { frozenNormalisations } from '../transfer/frozen-normalisations.ts'
import { seededDropout } from './dropout.ts'
import { type Activation, isSingle, outputLayer, twoColumns } from './output.ts'

/** What we reach for inside a layer of tfjs, whose declarations keep it private. */
interface Inner {
  activation?: Activation
  rate?: number
  noiseShape?: readonly (number | null)[] | null
  getNoiseShape?(x: Tensor): number[] | null | undefined
}

const inner = (layer: unknown): Inner => layer as Inner

/** Stands for the softmax while logits are asked for. Its name is none that tfjs fuses into the product before it. */
const logitsActivation: Activation = { apply: (x) => x, getClassName: () => 'logits' }

/** A model prepared for training steps. */
export interface ForwardPass {
  /** True where `run` returns logits, false where it returns probabilities because the model ends in neither softmax nor sigmoid. */
  readonly logits: boolean
  /**
   * Scores `[n, classes]`; `step` (with the seed) chooses the dropout masks; without a step the model runs in inference.
   * Where `x` is a part of a batch, `first` is the place of its first picture there: masks are those of the whole batch.
   */
  run(x: Tensor, step?: number, first?: number): Tensor2D
}

/**
 * Replaces, for the time of one run, the softmax of the last layer (or the sigmoid of a single output) by the identity, the
 * masks of `Dropout` layers by seeded ones, and the training mode of frozen normalisation layers by inference, as Keras does:
 * tfjs would move their statistics. Works with any sequential or functional model, loaded ones included.
 */
export function forwardPass(model: LayersModel, seed: number): ForwardPass {
  const output = outputLayer(model)
  const single = isSingle(model)
  const softmaxLayer = output.getClassName() === 'Softmax'
  const activationName = inner(output).activation?.getClassName()
  const logits = softmaxLayer || activationName === (single ? 'sigmoid' : 'softmax')
  const leaves = leafLayers(model).map(({ layer }) => layer)
  const dropouts = leaves.filter((layer) => layer.getClassName() === 'Dropout' && inner(layer).rate! > 0)
  const frozen = frozenNormalisations(model)

  return {
    logits,
    run(x, step, first = 0) {
      const restore: (() => void)[] = []
      const replaceCall = (layer: Layer, call: (input: Tensor) => Tensor): void => {
        layer.call = (inputs) => call(Array.isArray(inputs) ? inputs[0]! : inputs)
        restore.push(() => Reflect.deleteProperty(layer, 'call'))
      }
      if (softmaxLayer) replaceCall(output, (input) => input)
      else if (logits) {
        const { activation } = inner(output)
        inner(output).activation = logitsActivation
        restore.push(() => (inner(output).activation = activation!))
      }
      if (step !== undefined) {
        for (const layer of dropouts) {
          let uses = 0
          replaceCall(layer, (input) => {
            const { rate, noiseShape } = inner(layer)
            const shape = inner(layer).getNoiseShape?.(input) ?? input.shape
            const picture = shape.reduce((product, side) => product * side, 1) / x.shape[0]!
            // A first axis fixed by the layer is one mask for all pictures.
            const start = typeof noiseShape?.[0] === 'number' ? 0 : first * picture
            return seededDropout(input, rate!, [seed, layer.name, step, uses++], shape, start)
          })
        }
        for (const layer of frozen) {
          const call = layer.call.bind(layer)
          replaceCall(layer, (input) => call(input, { training: false }) as Tensor)
        }
      }
      try {
        const scores = model.apply(x, { training: step !== undefined }) as Tensor2D
        return single ? twoColumns(scores, logits) : scores
      } finally {
        for (const undo of restore) undo()
      }
    },
  }
}
