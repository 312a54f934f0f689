/** The twin of a layers model as a graph model, written the way TensorFlow's converter writes one. */
import type { GraphModel } from '@tensorflow/tfjs-converter'
import { loadGraphModelSync } from '@tensorflow/tfjs-converter'
import type { io } from '@tensorflow/tfjs-core'
import type { layers, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers'
import { asModel } from './models/layers.ts'

type Attributes = Record<string, object>

/** `plain`: one node an operation. `fused`: bias and activation inside the product, as the converter leaves them. */
export type GraphStyle = 'plain' | 'fused'

// Attributes as they stand in a model.json: protocol buffers in JSON, with texts in base64 and whole numbers as texts.
const float = { type: 'DT_FLOAT' }
const int = { type: 'DT_INT32' }
const text = (value: string): object => ({ s: btoa(value) })
const texts = (values: readonly string[]): object => ({ list: { s: values.map((value) => btoa(value)) } })
const wholes = (values: readonly number[]): object => ({ list: { i: values.map(String) } })
const dims = (shape: readonly (number | null)[]): object => ({
  dim: shape.map((side) => ({ size: String(side ?? -1) })),
})

/** How a signature states an input or output. */
const stated = (name: string, shape: readonly (number | null)[]): object => ({
  name: `${name}:0`,
  dtype: 'DT_FLOAT',
  tensorShape: dims(shape),
})

/** Collects nodes and weights. */
class Graph {
  readonly nodes: { name: string; op: string; input?: string[]; attr: Attributes }[] = []
  readonly specs: io.WeightsManifestEntry[] = []
  readonly values: (Float32Array | Int32Array)[] = []

  /** Adds a node; a name that is taken gets a number, as in TensorFlow. */
  node(wanted: string, op: string, input: string[], attr: Attributes): string {
    let name = wanted
    for (let i = 1; this.nodes.some((node) => node.name === name); i++) name = wanted.replace(/^[^/]*/, `$&_${i}`)
    this.nodes.push({ name, op, ...(input.length > 0 && { input }), attr })
    return name
  }

  /** Adds a weight; one of a layer that is used again is there already. */
  constant(name: string, shape: readonly number[], values: Float32Array | Int32Array): string {
    if (this.nodes.some((node) => node.name === name)) return name
    const whole = values instanceof Int32Array
    const type = whole ? int : float
    this.values.push(values)
    this.specs.push({ name, shape: [...shape], dtype: whole ? 'int32' : 'float32' })
    return this.node(name, 'Const', [], {
      value: { tensor: { dtype: type.type, tensorShape: dims(shape) } },
      dtype: type,
    })
  }
}

const activationOps: Readonly<Record<string, string>> = {
  relu: 'Relu',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  softmax: 'Softmax',
}

/** What is read of a layer's configuration. */
interface Settings {
  activation?: string
  strides?: [number, number]
  poolSize?: [number, number]
  padding?: 'same' | 'valid'
  epsilon?: number
}

const windows = ({ strides = [1, 1], padding = 'valid' }: Settings): Attributes => ({
  strides: wholes([1, ...strides, 1]),
  padding: text(padding.toUpperCase()),
  data_format: text('NHWC'),
  T: float,
})

/** Writes one call of a layer; returns the name of its output. */
async function writeLayer(graph: Graph, style: GraphStyle, layer: layers.Layer, inputs: string[]): Promise<string> {
  const { name } = layer
  const settings = layer.getConfig() as Settings
  const x = inputs[0]!
  const weights = await Promise.all(
    layer.getWeights().map(async (tensor) => ({ shape: tensor.shape, values: (await tensor.data()) as Float32Array })),
  )
  const weight = (i: number, suffix: string): string =>
    graph.constant(`${name}/${suffix}`, weights[i]!.shape, weights[i]!.values)
  const activate = (of: string, activation = 'linear'): string =>
    activation === 'linear'
      ? of
      : graph.node(`${name}/${activationOps[activation]}`, activationOps[activation]!, [of], { T: float })

  /** A product with bias and activation, apart or in one node. */
  const product = (op: string, fusedOp: string, fusable: readonly string[], attributes: Attributes): string => {
    const { activation = 'linear' } = settings
    const filter = weight(0, 'kernel')
    const bias = weight(1, 'bias')
    if (style === 'plain') {
      const made = graph.node(`${name}/${op}`, op, [x, filter], attributes)
      const added = graph.node(`${name}/BiasAdd`, 'BiasAdd', [made, bias], { T: float, data_format: text('NHWC') })
      return activate(added, activation)
    }
    const inside = fusable.includes(activation)
    const fused = graph.node(`${name}/${inside ? activationOps[activation] : 'BiasAdd'}`, fusedOp, [x, filter, bias], {
      ...attributes,
      fused_ops: texts(inside ? ['BiasAdd', activationOps[activation]!] : ['BiasAdd']),
      num_args: { i: '1' },
      epsilon: { f: 0 },
      leakyrelu_alpha: { f: 0.2 },
    })
    return inside ? fused : activate(fused, activation)
  }
  const convolution: Attributes = {
    ...windows(settings),
    dilations: wholes([1, 1, 1, 1]),
    explicit_paddings: { list: {} },
  }
  const pool = (op: string): string =>
    graph.node(`${name}/${op}`, op, [x], { ...windows(settings), ksize: wholes([1, ...settings.poolSize!, 1]) })

  switch (layer.getClassName()) {
    case 'Conv2D':
      return product('Conv2D', '_FusedConv2D', ['relu', 'elu'], { ...convolution, use_cudnn_on_gpu: { b: true } })
    case 'DepthwiseConv2D':
      return product('DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative', ['relu', 'elu'], convolution)
    case 'Dense': {
      const attributes = { transpose_a: { b: false }, transpose_b: { b: false }, T: float }
      return product('MatMul', '_FusedMatMul', ['relu', 'elu', 'sigmoid'], attributes)
    }
    case 'BatchNormalization': {
      const parts = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((suffix, i) => weight(i, suffix))
      return graph.node(`${name}/FusedBatchNormV3`, 'FusedBatchNormV3', [x, ...parts], {
        epsilon: { f: settings.epsilon! },
        is_training: { b: false },
        exponential_avg_factor: { f: 1 },
        data_format: text('NHWC'),
        T: float,
        U: float,
      })
    }
    case 'MaxPooling2D':
      return pool('MaxPool')
    case 'AveragePooling2D':
      return pool('AvgPool')
    case 'GlobalAveragePooling2D': {
      const axes = graph.constant(`${name}/Mean/reduction_indices`, [2], Int32Array.of(1, 2))
      return graph.node(`${name}/Mean`, 'Mean', [x, axes], { keep_dims: { b: false }, T: float, Tidx: int })
    }
    case 'Flatten': {
      const [, size] = layer.outputShape as number[]
      const shape = graph.constant(`${name}/Const`, [2], Int32Array.of(-1, size!))
      return graph.node(`${name}/Reshape`, 'Reshape', [x, shape], { T: float, Tshape: int })
    }
    case 'Add':
      return graph.node(`${name}/add`, 'AddV2', inputs, { T: float })
    case 'Concatenate': {
      const axis = graph.constant(`${name}/concat/axis`, [], Int32Array.of(-1))
      const attributes = { N: { i: String(inputs.length) }, T: float, Tidx: int }
      return graph.node(`${name}/concat`, 'ConcatV2', [...inputs, axis], attributes)
    }
    case 'Activation':
      return activate(x, settings.activation)
    case 'ReLU':
      return activate(x, 'relu')
    case 'Softmax':
      return activate(x, 'softmax')
    case 'Dropout':
      return x
    default:
      throw new Error(`layer: no graph is known for '${name}' of class ${layer.getClassName()}`)
  }
}

/** Writes what `outputs` are computed from, given the names of what is there already; nested models in place. */
async function write(
  graph: Graph,
  style: GraphStyle,
  outputs: readonly SymbolicTensor[],
  known: Map<SymbolicTensor, string>,
): Promise<string[]> {
  const names: string[] = []
  for (const tensor of outputs) {
    let name = known.get(tensor)
    if (name === undefined) {
      const layer = tensor.sourceLayer
      const inputs = await write(graph, style, layer.inboundNodes[tensor.nodeIndex]!.inputTensors, known)
      const inner = asModel(layer) && (layer as unknown as LayersModel)
      const inside = inner && new Map(inner.inputs.map((input, i) => [input, inputs[i]!]))
      name = inner
        ? (await write(graph, style, inner.outputs, inside!))[tensor.outputTensorIndex ?? 0]!
        : await writeLayer(graph, style, layer, inputs)
      known.set(tensor, name)
    }
    names.push(name)
  }
  return names
}

/**
 * A graph model that computes what `model` does, with the same weights. Nodes are called by their layer and operation:
 * `conv1/Relu` is the output of a convolution with ReLU, `conv1/BiasAdd` of one without, in both styles.
 */
export async function graphTwin(model: LayersModel, style: GraphStyle): Promise<GraphModel> {
  const graph = new Graph()
  const known = new Map<SymbolicTensor, string>()
  const signature = { inputs: {} as Record<string, object>, outputs: {} as Record<string, object> }
  for (const input of model.inputs) {
    const { name } = input.sourceLayer
    known.set(input, graph.node(name, 'Placeholder', [], { shape: { shape: dims(input.shape) }, dtype: float }))
    signature.inputs[name] = stated(name, input.shape)
  }
  for (const [i, name] of (await write(graph, style, model.outputs, known)).entries()) {
    const identity = graph.node(i === 0 ? 'Identity' : `Identity_${i}`, 'Identity', [name], { T: float })
    signature.outputs[`output_${i}`] = stated(identity, model.outputs[i]!.shape)
  }
  const json = {
    format: 'graph-model',
    generatedBy: '2.19.0',
    convertedBy: 'TensorFlow.js Converter v4.22.0',
    signature,
    modelTopology: { node: graph.nodes, library: {}, versions: { producer: 2129 } },
    weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: graph.specs }],
  }
  const bytes = new Uint8Array(graph.values.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let offset = 0
  for (const { buffer, byteOffset, byteLength } of graph.values) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset)
    offset += byteLength
  }
  // As text and back: what a file holds, and nothing else.
  return loadGraphModelSync([JSON.parse(JSON.stringify(json)) as io.ModelJSON, bytes.buffer]) as unknown as GraphModel
}
