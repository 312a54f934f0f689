/** What a model's output means: probabilities of classes, or of the second of two. */
import { type Tensor, type Tensor2D, concat2d, sub, zerosLike } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'

import type { Layer } from '../layer.ts'

export type Activation = { apply(x: Tensor): Tensor; getClassName(): string }

/** What we reach for inside a layer of tfjs, whose declarations keep it private. */
interface Inner {
  outputs?: { sourceLayer: Layer }[]
  activation?: Activation
}

const inner = (layer: Layer): Inner => layer as unknown as Inner

/** The layer that makes the output, looked up inside nested models. */
export function outputLayer(model: LayersModel): Layer {
  let layer: Layer = model.outputs[0]!.sourceLayer
  for (let nested = inner(layer).outputs; nested !== undefined; nested = inner(layer).outputs)
    layer = nested[0]!.sourceLayer
  return layer
}

/** Whether a model has a single output. */
export const isSingle = (model: LayersModel): boolean => model.outputShape[1] === 1

/**
 * Number of classes of a model whose output is `[n, classes]`, or 2 where it is `[n, 1]` by a sigmoid: the probability of class 1.
 *
 * @throws RangeError for any other output
 */
export function classesOf(model: LayersModel): number {
  const shape = model.outputShape
  const outputs = shape[1]
  if (model.outputs.length !== 1 || shape.length !== 2 || typeof outputs !== 'number') {
    throw new RangeError(`model: expected one output of shape [n, classes], got ${JSON.stringify(shape)}`)
  }
  if (outputs > 1) return outputs
  const activation = inner(outputLayer(model)).activation?.getClassName() ?? outputLayer(model).getClassName()
  if (activation !== 'sigmoid')
    throw new RangeError(`model: expected a sigmoid before a single output, or at least 2 classes; got '${activation}'`)
  return 2
}

/** A single output, of class 1, as the columns of both classes. Of logits: the softmax of `0` and `z` is the sigmoid of `z`. */
export function twoColumns(output: Tensor2D, logits: boolean): Tensor2D {
  return concat2d([logits ? zerosLike(output) : sub<Tensor2D>(1, output), output], 1)
}
