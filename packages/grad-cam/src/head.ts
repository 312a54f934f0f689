/** The head of a model: where its scores are still logits, before softmax or sigmoid. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { GradCamError } from './errors.ts'
import { asModel } from './layers.ts'
import type { Patches } from './patch.ts'

type Layer = layers.Layer

/** How the scores become probabilities. */
export type HeadKind = 'softmax' | 'sigmoid' | 'linear'

/** The head of one output of a model. */
export interface Head {
  kind: HeadKind
  /** Scores a picture. */
  units: number
  /** Classes a picture: `units`, but 2 for a one-unit sigmoid. */
  classes: number
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
export function findHead(model: LayersModel, output: number): Head {
  const tensor = model.outputs[output]
  if (tensor === undefined) {
    throw new GradCamError(
      'model',
      `output: got ${output}, but the model has ${model.outputs.length} output(s), counted from 0`,
    )
  }
  const units = tensor.shape.at(-1)
  if (tensor.shape.length < 2 || units == null || !tensor.shape.slice(1, -1).every((side) => side === 1)) {
    throw new GradCamError(
      'model',
      `model: an output of shape [${tensor.shape.map(String).join(', ')}] is no row of class scores; expected [null, classes]`,
    )
  }

  const layer = producer(tensor)
  const type = layer?.getClassName()
  const activation = (
    layer as { activation?: { getClassName?: () => string } } | undefined
  )?.activation?.getClassName?.()
  const kind =
    type === 'Softmax' ? 'softmax' : activation === 'softmax' || activation === 'sigmoid' ? activation : 'linear'
  return {
    kind,
    units,
    classes: kind === 'sigmoid' && units === 1 ? 2 : units,
    linearise(patches: Patches): void {
      if (layer === undefined || kind === 'linear') return
      if (type === 'Softmax') patches.set(layer, 'call', (x: Tensor | Tensor[]) => (Array.isArray(x) ? x[0] : x))
      else patches.set(layer, 'activation', linear)
    },
  }
}

/** Probabilities of one row of logits, in double precision; `undefined` where the head is linear. */
export function probabilities(kind: HeadKind, logits: ArrayLike<number>): number[] | undefined {
  const z = Array.from(logits)
  if (kind === 'linear') return undefined
  if (kind === 'sigmoid') {
    return z.length === 1 ? [sigmoid(-z[0]!), sigmoid(z[0]!)] : z.map(sigmoid)
  }
  const top = Math.max(...z)
  const powers = z.map((v) => Math.exp(v - top))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

/** The exponent is never positive: no overflow, and small probabilities keep their digits. */
function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))
}

/** The scores of all classes from one row of logits: the logits, but `[-z, z]` for a one-unit sigmoid. */
export function classScores(kind: HeadKind, logits: ArrayLike<number>): number[] {
  return kind === 'sigmoid' && logits.length === 1 ? [-logits[0]!, logits[0]!] : Array.from(logits)
}
