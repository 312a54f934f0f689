/** A model as calls of its layers, those of nested models in place. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'

import type { Layer } from '../layer.ts'
import { leafLayers } from '../weights/named-weights.ts'

type Node = Layer['inboundNodes'][number]

/** One of the outputs of a call. */
export interface Flow {
  call: LayerCall
  /** Which output; nearly always 0. */
  output: number
}

/** One use of a layer that is no model itself. A layer that a model uses twice has two of them. */
export interface LayerCall {
  /** Path of the layer: `conv1`, `base/conv1`. */
  path: string
  layer: Layer
  /** What goes in; nothing for an input of the model. */
  from: Flow[]
  /** Of each output, with the batch axis; `null` where a size is open. */
  shapes: (number | null)[][]
  /** Further arguments that the model was made with. */
  callArgs: Node['callArgs']
}

/** All calls that lead to the outputs of a model. */
export interface FlatGraph {
  /** Each after those it needs. Inputs of the model are among them, as layers of the class `InputLayer`. */
  calls: LayerCall[]
  outputs: Flow[]
}

/** What is known of the tensors of one model while it is walked through; a nested model has one for each of its uses. */
interface Scope {
  /** By the id of the symbolic tensor. */
  flows: Map<number, Flow>
  calls: Map<Node, LayerCall>
  nested: Map<Node, Scope>
}

const newScope = (): Scope => ({ flows: new Map(), calls: new Map(), nested: new Map() })

/** The parts of a layer that is a model itself. */
export function nestedModel(layer: Layer): LayersModel | undefined {
  const parts = layer as unknown as Partial<LayersModel>
  return Array.isArray(parts.layers) && Array.isArray(parts.outputs) ? (parts as LayersModel) : undefined
}

/**
 * Follows a model from its outputs to its inputs, through nested models. Reads the symbolic tensors that the model was made of
 * and applies no layer: afterwards the model is what it was.
 */
export function flatGraph(model: LayersModel): FlatGraph {
  const paths = new Map(leafLayers(model).map(({ layer, path }) => [layer, path]))
  const calls: LayerCall[] = []

  const callOf = (tensor: SymbolicTensor, node: Node, scope: Scope): LayerCall => {
    const known = scope.calls.get(node)
    if (known !== undefined) return known
    const layer = tensor.sourceLayer
    const call: LayerCall = {
      path: paths.get(layer) ?? layer.name,
      layer,
      from: layer.getClassName() === 'InputLayer' ? [] : node.inputTensors.map((each) => follow(each, scope)),
      shapes: node.outputTensors.map(({ shape }) => shape),
      callArgs: node.callArgs,
    }
    calls.push(call)
    scope.calls.set(node, call)
    return call
  }

  const follow = (tensor: SymbolicTensor, scope: Scope): Flow => {
    const known = scope.flows.get(tensor.id)
    if (known !== undefined) return known
    const layer = tensor.sourceLayer
    const node = layer.inboundNodes[tensor.nodeIndex]!
    const inner = nestedModel(layer)
    let flow: Flow
    if (inner === undefined) flow = { call: callOf(tensor, node, scope), output: tensor.tensorIndex }
    else {
      let nested = scope.nested.get(node)
      if (nested === undefined) {
        nested = newScope()
        scope.nested.set(node, nested)
        for (const [i, each] of node.inputTensors.entries()) nested.flows.set(inner.inputs[i]!.id, follow(each, scope))
      }
      flow = follow(inner.outputs[tensor.tensorIndex]!, nested)
    }
    scope.flows.set(tensor.id, flow)
    return flow
  }

  const scope = newScope()
  const outputs = model.outputs.map((tensor) => follow(tensor, scope))
  return { calls, outputs }
}
