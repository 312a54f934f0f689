/** Explainers: Grad-CAM and its relatives for a tfjs layers model. */
import { getBackend, type Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { capture, type Capture } from './capture.ts'
import { GradCamError } from './errors.ts'
import { classScores, findHead, type Head, probabilities } from './head.ts'
import { checkInputs, type CheckedInputs } from './inputs.ts'
import { findLayer, isChannelsFirst } from './layers.ts'
import { type MethodName, methods } from './methods/index.ts'
import { normaliseMap } from './normalise.ts'
import { resizeMap } from './resize-map.ts'
import type { ExplainBatchOptions, ExplainOptions, Explanation, Pictures, Target } from './types.ts'

/** Options of `createExplainer`. */
export interface ExplainerOptions {
  /** Name, path (`inner/conv5`) or object of a layer; `'auto'`, the default, is the last convolution with spatial extent. */
  layer?: 'auto' | (string & {}) | layers.Layer
  /** Which output of a model that has several, from 0. Default 0. */
  output?: number
}

/** Explains what a model looks at, at one layer. Holds no tensors: nothing to dispose. */
export interface Explainer {
  /** Path of the layer. */
  readonly layer: string
  /** Number of classes a target can name. */
  readonly classes: number
  /**
   * Explains one picture. `x` stays the caller's; nothing else survives the call, whether it succeeds or throws.
   *
   * @param x `[h, w, c]` or `[1, h, w, c]`, float32, preprocessed as the model was trained
   * @throws GradCamError where picture, target or backend do not fit; `signal.reason` where aborted
   */
  explain(x: Pictures, options?: ExplainOptions): Promise<Explanation>
  /**
   * Explains every picture of a batch, each as if it had come alone.
   *
   * @param x `[n, h, w, c]`
   * @throws GradCamError as `explain`, and where there is not exactly one target a picture
   */
  explainBatch(x: Pictures, options?: ExplainBatchOptions): Promise<Explanation[]>
}

/**
 * Creates an explainer for a built model (sequential, functional or nested). The model is never changed: weights,
 * BatchNorm statistics, graph and activations are the same afterwards, and it runs in inference mode only. Targets are
 * scores before softmax or sigmoid, which the explainer finds by itself, because behind a saturated softmax the
 * gradient vanishes.
 *
 * @throws GradCamError where the layer does not exist or has no spatial extent (the message lists the candidates), or
 * the output is no row of class scores
 * @example
 * const explainer = createExplainer(model, { layer: 'auto' })
 * const { map, shape, info } = await explainer.explain(x, { target: { class: 0 } })
 */
export function createExplainer(model: LayersModel, { layer = 'auto', output = 0 }: ExplainerOptions = {}): Explainer {
  const tap = findLayer(model, layer)
  const head = findHead(model, output)

  async function explainBatch(x: Pictures, options: ExplainBatchOptions = {}): Promise<Explanation[]> {
    const { method = 'grad-cam', batchSize = 8, call, signal } = options
    if (methods[method] === undefined) {
      throw new RangeError(`method: got '${method}', expected one of ${Object.keys(methods).join(', ')}`)
    }
    if (!(Number.isInteger(batchSize) && batchSize > 0)) {
      throw new RangeError(`batchSize: got ${batchSize}, expected a positive whole number`)
    }
    const inputs = checkInputs(model, x, isChannelsFirst(tap.layer))
    const targets = checkTargets(options.target ?? { class: 'predicted' }, inputs.count, head.classes)
    const size = options.size ?? inputs.size
    const explanations: Explanation[] = []
    for (let start = 0; start < inputs.count; start += batchSize) {
      signal?.throwIfAborted()
      const part = targets.slice(start, start + batchSize)
      const captured = captureChunk(inputs, start, part, call)
      explanations.push(...(await read(captured, { head, method, layer: tap.path, targets: part, size })))
    }
    return explanations
  }

  function captureChunk(
    { tensors, count }: CheckedInputs,
    start: number,
    targets: Target[],
    call: number | undefined,
  ): Capture {
    const whole = start === 0 && targets.length === count
    const chunk = (tensor: Tensor): Tensor =>
      tf.slice(tensor, [start, ...tensor.shape.slice(1).fill(0)], [targets.length, ...tensor.shape.slice(1)])
    const classes = targets.map((target) => target.class)
    return tf.tidy(() => {
      // A single picture without a batch dimension gets one here; a reshape shares its memory.
      const batched = tensors.map(({ tensor, single }) => (single ? tf.expandDims(tensor, 0) : tensor))
      const parts = whole ? batched : batched.map(chunk)
      return capture({ model, inputs: parts, tap, head, output, classes, call }) as unknown as tf.NamedTensorMap
    }) as unknown as Capture
  }

  return {
    layer: tap.path,
    classes: head.classes,
    explainBatch,
    async explain(x, options = {}) {
      const { count } = checkInputs(model, x, isChannelsFirst(tap.layer))
      if (count !== 1) {
        throw new GradCamError('input', `x: got ${count} pictures, expected one; explainBatch takes several`)
      }
      const [explanation] = await explainBatch(x, options)
      return explanation!
    },
  }
}

/** One target a picture. */
function checkTargets(target: Target | readonly Target[], count: number, classes: number): Target[] {
  const targets: readonly Target[] = Array.isArray(target)
    ? target
    : Array.from({ length: count }, () => target as Target)
  if (targets.length !== count) {
    throw new GradCamError(
      'target',
      `target: got ${targets.length} targets for ${count} pictures, expected one a picture`,
    )
  }
  for (const { class: wanted } of targets) {
    const known = wanted === 'predicted' || (Number.isInteger(wanted) && wanted >= 0 && wanted < classes)
    if (!known) {
      throw new GradCamError(
        'target',
        `target: got class ${wanted}, expected 'predicted' or a whole number from 0 to ${classes - 1}`,
      )
    }
  }
  return [...targets]
}

interface ReadContext {
  head: Head
  method: MethodName
  layer: string
  targets: Target[]
  size: readonly [height: number, width: number]
}

/** Reads the tensors of a chunk, disposes them and draws the maps. */
async function read(captured: Capture, { head, method, layer, targets, size }: ReadContext): Promise<Explanation[]> {
  const { logits, activations, gradients } = captured
  const backend = getBackend()
  const [, height, width, channels] = activations.shape
  const cells = height * width * channels
  try {
    const [z, a, g] = await Promise.all([logits.data(), activations.data(), gradients.data()])
    return targets.map((target, i) => {
      const row = Array.from(z.subarray(i * head.units, (i + 1) * head.units))
      const scores = classScores(head.kind, row)
      if (!scores.every(Number.isFinite)) {
        throw new GradCamError(
          'not-finite',
          `x: the scores of picture ${i} are [${scores.join(', ')}]; picture or weights hold NaN or too large values`,
        )
      }
      const predicted = predictedClass(head, scores)
      const explained = target.class === 'predicted' ? predicted : target.class
      const raw = methods[method]({
        height,
        width,
        channels,
        activations: a.subarray(i * cells, (i + 1) * cells) as Float32Array,
        gradients: g.subarray(i * cells, (i + 1) * cells) as Float32Array,
      })
      if (!raw.every(Number.isFinite)) {
        throw new GradCamError(
          'not-finite',
          `x: the map of picture ${i} holds NaN or infinite values; picture or weights hold too large values`,
        )
      }
      const { map, degenerate, reason, positiveShare } = normaliseMap(raw)
      return {
        raw,
        map,
        shape: [height, width],
        upsampled: resizeMap(map, [height, width], size),
        size: [size[0], size[1]],
        info: {
          method,
          layer,
          target: { class: target.class },
          class: explained,
          predicted,
          logit: scores[explained]!,
          probability: probabilities(head.kind, row)?.[explained],
          backend,
          degenerate,
          reason,
          positiveShare,
        },
      }
    })
  } finally {
    for (const tensor of [logits, activations, gradients]) tensor.dispose()
  }
}

/** Highest score; the first of equal ones, but the positive class of a one-unit sigmoid at exactly .5. */
function predictedClass(head: Head, scores: number[]): number {
  return head.classes === head.units ? scores.indexOf(Math.max(...scores)) : Number(scores[1]! >= 0)
}
