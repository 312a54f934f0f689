/** The head of a layers model: where its scores are still logits, before softmax or sigmoid. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { type Head, headOf, type HeadKind, outputAt } from './head.ts'
import { asModel } from './layers.ts'
import type { Patches } from './patch.ts'

type Layer = layers.Layer

/** The head of one output of a layers model. */
export interface LayersHead extends Head {
  /** Makes the model return its scores before softmax or sigmoid, until `patches.restore()`. */
  linearise(patches: Patches): void
}

/** Layers that only move numbers about: the activation before them is still the head. */
const transparent = new Set(['Reshape', 'Flatten', 'Dropout', 'Permute'])

/** A linear activation as tfjs-layers expects one; `fused` kernels know it by its name. */
const linear = { getClassName: (): string => 'linear', apply: (x: Tensor): Tensor => x, getConfig: () => ({}) }

/** The layer that computes a symbolic tensor, looked for inside nested models and behind transparent layers. */
function producer(tensor: SymbolicTensor): Layer | undefined {
  let current: SymbolicTensor | undefined = tensor
  while (current !== undefined) {
    const layer: Layer = current.sourceLayer
    const inner: SymbolicTensor[] | undefined = asModel(layer)?.outputs
    if (inner !== undefined) current = inner[current.outputTensorIndex ?? 0]
    else if (transparent.has(layer.getClassName())) current = current.inputs[0]
    else return layer
  }
  return undefined
}

/** The head of output number `output`. */
export function findHead(model: LayersModel, output: number): LayersHead {
  const tensor = outputAt(model.outputs, output)
  const layer = producer(tensor)
  const type = layer?.getClassName()
  const activation = (
    layer as { activation?: { getClassName?: () => string } } | undefined
  )?.activation?.getClassName?.()
  const kind: HeadKind =
    type === 'Softmax' ? 'softmax' : activation === 'softmax' || activation === 'sigmoid' ? activation : 'linear'
  return {
    ...headOf(kind, tensor.shape),
    linearise(patches: Patches): void {
      if (layer === undefined || kind === 'linear') return
      if (type === 'Softmax') patches.set(layer, 'call', (x: Tensor | Tensor[]) => (Array.isArray(x) ? x[0] : x))
      else patches.set(layer, 'activation', linear)
    },
  }
}
