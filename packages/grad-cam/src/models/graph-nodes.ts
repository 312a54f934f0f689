/** The nodes of a graph model, as the executor of tfjs-converter keeps them. */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'

/** What is asked of a `GraphModel` of `@tensorflow/tfjs-converter`, so that nobody has to install it who has none. */
export interface GraphModelLike {
  readonly inputs: readonly { name: string; shape?: readonly number[] }[]
  readonly outputs: readonly { name: string; shape?: readonly number[] }[]
  execute(inputs: NamedTensorMap, outputs?: string | string[]): Tensor | Tensor[]
}

/** A node of the graph. */
export interface GraphNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly GraphNode[]
  /** Names of the inputs, with `:1` and the like for further outputs of a node. */
  readonly inputNames: readonly string[]
  readonly children: readonly GraphNode[]
  readonly attrParams: Readonly<Record<string, { value?: unknown } | undefined>>
}

/** True for a graph model, recognised by its parts: several copies of tfjs may be loaded. */
export function isGraphModel(model: object): model is GraphModelLike {
  return 'execute' in model && nodesOf(model as GraphModelLike) !== undefined
}

/** All nodes by name. */
export function nodesOf(model: GraphModelLike): Readonly<Record<string, GraphNode>> | undefined {
  return (model as unknown as { executor?: { graph?: { nodes?: Record<string, GraphNode> } } }).executor?.graph?.nodes
}

/** `[rows, ...]` of an output as the model's signature states it, `null` for free sides; most nodes do not tell. */
export function statedShape(model: GraphModelLike, name: string): (number | null)[] | undefined {
  const { modelSignature } = model as { modelSignature?: { outputs?: Record<string, StatedOutput> } | null }
  const output = Object.values(modelSignature?.outputs ?? {}).find((each) => nodeName(each.name) === nodeName(name))
  return output?.tensorShape?.dim?.map(({ size }) => (Number(size) < 0 ? null : Number(size)))
}

/** An output in the signature; sides are texts in model.json. */
interface StatedOutput {
  name: string
  tensorShape?: { dim?: { size: string | number }[] }
}

/** The name of a node without the number of its output: `'a/b:0'` is `'a/b'`. */
export function nodeName(tensorName: string): string {
  return tensorName.replace(/:\d+$/, '')
}

/** Operations that only move numbers about: the activation before them is still the head. */
const transparent = new Set(['Identity', 'Reshape', 'Squeeze', 'ExpandDims', 'StopGradient'])

/** The node that makes the scores of `output`, behind operations that only move numbers about. */
export function scoringNode(output: GraphNode): GraphNode {
  let node = output
  while (transparent.has(node.op) && node.inputs[0] !== undefined) node = node.inputs[0]
  return node
}

const convolutions = new Set(['Conv2D', '_FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative'])

/** Convolutions that lead to `output`, from input to output. */
export function convolutionNodes(output: GraphNode): GraphNode[] {
  return inOrder(output).filter((node) => convolutions.has(node.op))
}

/** Everything that `output` is computed from and itself, each node after its inputs. */
export function inOrder(output: GraphNode): GraphNode[] {
  const done = new Set<GraphNode>()
  const stack = [output]
  while (stack.length > 0) {
    const node = stack.at(-1)!
    const waiting = node.inputs.filter((input) => !done.has(input))
    if (waiting.length > 0) stack.push(...waiting)
    else {
      done.add(node)
      stack.pop()
    }
  }
  return [...done]
}
