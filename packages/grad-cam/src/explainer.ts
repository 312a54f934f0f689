/** Explainers: class activation maps of a tfjs model. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { type Capabilities, capabilitiesOf } from './capabilities.ts'
import { GradCamError } from './errors.ts'
import { type Fusion, fusions } from './fuse.ts'
import { gradCam } from './methods/grad-cam.ts'
import { isLayerMethod } from './methods/layer-gradients.ts'
import type { Method } from './methods/method.ts'
import type { GraphModelLike } from './models/graph-nodes.ts'
import { classCount } from './models/head.ts'
import { type CheckedInputs, checkInputs } from './models/inputs.ts'
import { openNetwork } from './models/open-network.ts'
import type { Splittable } from './models/split-network.ts'
import { assemble, type Outcome } from './results.ts'
import { createRunner, type RowsRequest } from './runner.ts'
import { targetsFor } from './targets.ts'
import type {
  ClassTarget,
  ExplainBatchOptions,
  ExplainOptions,
  Explanation,
  Pictures,
  ScoreTarget,
  Target,
  TensorExplanation,
} from './types.ts'

/** Name, path (`inner/conv5`) or object of a layer; `'auto'` is the last convolution with spatial extent. */
export type LayerChoice = 'auto' | (string & {}) | layers.Layer

/** Options of `createExplainer`. */
export interface ExplainerOptions {
  /** Default `'auto'`. Several layers give one map: see `fuse`. */
  layer?: LayerChoice | readonly LayerChoice[]
  /** How maps of several layers become one. Default `'mean'`. */
  fuse?: Fusion
  /** Which output of a model that has several, from 0. Default 0. */
  output?: number
}

/** Explains what a model looks at. Holds no tensors: nothing to dispose. */
export interface Explainer {
  /** Path of the layer; of several layers as `mean(conv4, conv5)`. */
  readonly layer: string
  /** Number of classes a target can name; `undefined` where the output is no row of class scores, or tells only when it is there. */
  readonly classes: number | undefined
  /**
   * Explains one picture. `x` stays the caller's; nothing else survives the call, whether it succeeds or throws.
   *
   * @param x `[h, w, c]` or `[1, h, w, c]`, float32, preprocessed as the model was trained
   * @throws GradCamError where picture, target or backend do not fit; `signal.reason` where aborted
   */
  explain(x: Pictures, options?: ExplainOptions<ClassTarget>): Promise<Explanation<ClassTarget>>
  explain(x: Pictures, options: ExplainOptions<ScoreTarget>): Promise<Explanation<ScoreTarget>>
  explain<T extends Target>(x: Pictures, options: ExplainOptions<T>): Promise<Explanation<T>>
  /**
   * Explains every picture of a batch, each as if it had come alone.
   *
   * @param x `[n, h, w, c]`
   * @throws GradCamError as `explain`, and where there is not exactly one target a picture
   */
  explainBatch(x: Pictures, options?: ExplainBatchOptions<ClassTarget>): Promise<Explanation<ClassTarget>[]>
  explainBatch(x: Pictures, options: ExplainBatchOptions<ScoreTarget>): Promise<Explanation<ScoreTarget>[]>
  explainBatch<T extends Target>(x: Pictures, options: ExplainBatchOptions<T>): Promise<Explanation<T>[]>
  /**
   * Explains several targets of one picture: what lies before the layer runs once, and one backward pass serves all
   * targets of a chunk.
   *
   * @param x `[h, w, c]` or `[1, h, w, c]`
   * @throws GradCamError as `explain`
   * @example
   * const [covid, normal] = await explainer.explainTargets(x, [{ class: 0 }, { class: 1 }])
   */
  explainTargets<T extends Target>(
    x: Pictures,
    targets: readonly T[],
    options?: Omit<ExplainOptions, 'target'>,
  ): Promise<Explanation<T>[]>
  /**
   * Maps as tensors, for callers who stay on the device: nothing is downloaded. For methods with a `tensor` formula, at
   * one layer.
   *
   * @param x `[n, h, w, c]`, or one picture
   * @returns tensors that the caller disposes
   * @throws GradCamError as `explainBatch`, and where the method has no `tensor` formula
   */
  explainTensor(x: Pictures, options?: Omit<ExplainBatchOptions, 'size'>): TensorExplanation
  /**
   * Tells before the run what would fail and why, by explaining a blank picture. Costs as much as an explanation.
   *
   * @param method default `gradCam`
   */
  capabilities(method?: Method): Promise<Capabilities>
}

/**
 * Creates an explainer for a layers model (sequential, functional, nested), a graph model, or anything that can be cut
 * into a prefix and a suffix. The model is never changed: weights, BatchNorm statistics, graph and activations are the
 * same afterwards, and it runs in inference mode only. Targets are scores before softmax or sigmoid, which the explainer
 * finds by itself, because behind a saturated softmax the gradient vanishes.
 *
 * @throws GradCamError where the layer does not exist or has no spatial extent (the message lists the candidates), or
 * the model is of no known kind
 * @example
 * const explainer = createExplainer(model, { layer: 'auto' })
 * const { map, shape, info } = await explainer.explain(x, { target: { class: 0 } })
 */
export function createExplainer(
  model: LayersModel | GraphModelLike | Splittable,
  { layer = 'auto', fuse: fusion = 'mean', output = 0 }: ExplainerOptions = {},
): Explainer {
  if (!fusions.includes(fusion)) throw new RangeError(`fuse: got '${fusion}', expected one of ${fusions.join(', ')}`)
  const { network, taps } = openNetwork(model, layer, output)
  const paths = taps.map(({ path }) => path)
  const layerName = paths.length === 1 ? paths[0]! : `${fusion}(${paths.join(', ')})`
  const channelsFirst = taps[0]!.channelsFirst
  const runner = createRunner({ network, taps, fusion, channelsFirst })

  /** What a call needs, checked. */
  function prepare(x: Pictures, options: Omit<ExplainBatchOptions, 'target'>) {
    const { method = gradCam, batchSize = 8, size, call, signal } = options
    if (!(isObject(method) && (isLayerMethod(method) || 'run' in method))) {
      throw new RangeError(`method: got ${typeof method} ${String(method)}, expected a method such as gradCam`)
    }
    if (!isLayerMethod(method) && method.biases === true && network.layers === undefined) {
      throw new GradCamError(
        'model',
        `method: ${method.name} needs the biases of all layers, which only layers models tell`,
      )
    }
    if (!(Number.isInteger(batchSize) && batchSize > 0)) {
      throw new RangeError(`batchSize: got ${batchSize}, expected a positive whole number`)
    }
    const inputs = checkInputs(network.inputs, x, channelsFirst)
    return { method, inputs, size: size ?? inputs.size, rows: { inputs, method, batchSize, call, signal } }
  }

  type Prepared = ReturnType<typeof prepare>

  /** Explanations of rows, chunk by chunk; `part` says what a chunk is. */
  async function inChunks<T extends Target>(
    { method, size, rows }: Prepared,
    targets: readonly T[],
    part: (start: number, count: number) => Pick<RowsRequest, 'start' | 'repeat'>,
  ): Promise<Explanation<T>[]> {
    const isInput = !isLayerMethod(method) && method.level === 'input'
    const context = { method: method.name, layer: isInput ? 'input' : layerName, size, head: network.head }
    const step = isLayerMethod(method) ? rows.batchSize : 1
    const explanations: Explanation<T>[] = []
    for (let start = 0; start < targets.length; start += step) {
      rows.signal?.throwIfAborted()
      const chunk = targets.slice(start, start + step)
      const outcomes: Outcome[] = await runner.explain({ ...rows, ...part(start, chunk.length), targets: chunk })
      explanations.push(...outcomes.map((outcome, i) => assemble(outcome, chunk[i]!, context)))
    }
    return explanations
  }

  async function explainRows<T extends Target>(
    prepared: Prepared,
    target: T | readonly T[] = predicted<T>(),
  ): Promise<Explanation<T>[]> {
    const targets = targetsFor(target, prepared.inputs.count, network.head)
    return inChunks(prepared, targets, (start) => ({ start, repeat: 1 }))
  }

  async function explainBatch<T extends Target = ClassTarget>(
    x: Pictures,
    options: ExplainBatchOptions<T> = {},
  ): Promise<Explanation<T>[]> {
    return explainRows(prepare(x, options), options.target)
  }

  return {
    layer: layerName,
    classes: classCount(network.head),
    explainBatch,
    async explain<T extends Target = ClassTarget>(x: Pictures, options: ExplainOptions<T> = {}) {
      const prepared = prepare(x, options)
      checkSingle(prepared.inputs)
      const [explanation] = await explainRows(prepared, options.target)
      return explanation!
    },
    async explainTargets<T extends Target>(x: Pictures, targets: readonly T[], options = {}) {
      const prepared = prepare(x, options)
      checkSingle(prepared.inputs)
      const checked = targetsFor(targets, targets.length, network.head)
      return inChunks(prepared, checked, (_, count) => ({ start: 0, repeat: count }))
    },
    explainTensor(x, options = {}) {
      const { method, inputs, rows } = prepare(x, options)
      if (!isLayerMethod(method) || method.tensor === undefined || taps.length > 1) {
        throw new GradCamError('model', `method: ${method.name} at ${layerName} gives no tensors; use explainBatch`)
      }
      const targets = targetsFor(options.target ?? predicted(), inputs.count, network.head)
      const { raw, scores } = runner.tensors({ ...rows, method, targets })
      return { raw, scores, dispose: () => tf.dispose([raw, scores]) }
    },
    capabilities: (method = gradCam) => capabilitiesOf({ network, layer: layerName, method, explain: explainBatch }),
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** The default target; where none is given, `T` is its type. */
function predicted<T extends Target>(): T {
  return { class: 'predicted' } satisfies ClassTarget as unknown as T
}

function checkSingle({ count }: CheckedInputs): void {
  if (count === 1) return
  throw new GradCamError('input', `x: got ${count} pictures, expected one; explainBatch takes several`)
}
