/** Answers the questions of a method about one picture, chunk by chunk. */
import * as tf from '@tensorflow/tfjs-core'
import { pass, type Pass, type PassRequest } from './engine/gradients.ts'
import { scorerOf } from './engine/scorer.ts'
import { mapOf, readLayer } from './layer-maps.ts'
import { isLayerMethod } from './methods/layer-gradients.ts'
import type { Picture, Probe } from './methods/method.ts'
import { type BiasTap, biasTaps } from './models/layer-biases.ts'
import type { Network, Tap } from './models/network.ts'
import { repeatRows } from './models/rows.ts'
import type { Target } from './types.ts'

/** What a probe is made of. */
export interface ProbeRequest {
  network: Network
  /** One tensor an input, each of one row. */
  inputs: readonly tf.Tensor[]
  /** Which of them is the picture. */
  pictureInput: number
  channelsFirst: boolean
  /** `undefined` for methods that look at the pixels. */
  tap: Tap | undefined
  call: number | undefined
  target: Target
  score: number
  batchSize: number
  signal: AbortSignal | undefined
}

/** A probe into one picture; holds no tensors of its own. */
export async function openProbe(request: ProbeRequest): Promise<Probe> {
  return probeOf(request, await readPicture(request.inputs[request.pictureInput]!, request.channelsFirst))
}

/** Pixels of one picture, channels last. */
async function readPicture(x: tf.Tensor, channelsFirst: boolean): Promise<Picture> {
  const turned = channelsFirst ? tf.transpose(x, [0, 2, 3, 1]) : tf.clone(x)
  const [, height = 1, width = 1, channels = 1] = turned.shape
  try {
    return { height, width, channels, values: (await turned.data()) as Float32Array }
  } finally {
    turned.dispose()
  }
}

function probeOf(request: ProbeRequest, picture: Picture): Probe {
  const { network, inputs, pictureInput, channelsFirst, tap, call, target, score, batchSize, signal } = request
  const { height, width, channels } = picture
  const size = height * width * channels

  /** One pass over several variants of the picture; the tensors of the pass live until `read` has read them. */
  async function through<T>(
    pictures: readonly Float32Array[],
    rest: Partial<PassRequest>,
    read: (made: Pass) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted()
    const rows = pictures.length
    const batch = (): tf.Tensor[] => {
      const stacked = new Float32Array(rows * size)
      pictures.forEach((values, i) => stacked.set(values, i * size))
      const x = tf.tensor4d(stacked, [rows, height, width, channels])
      const turned = channelsFirst ? tf.transpose(x, [0, 3, 1, 2]) : x
      return inputs.map((input, i) => (i === pictureInput ? turned : repeatRows(input, rows)))
    }
    const targets = Array.from({ length: rows * (rest.repeat ?? 1) }, () => target)
    const scorer = scorerOf(targets, network.head)
    const made = pass({ network, inputs: batch, taps: [], call, scorer, ...rest })
    try {
      return await read(made)
    } finally {
      made.dispose()
    }
  }

  async function chunked(count: number, step: (start: number, rows: number) => Promise<void>): Promise<void> {
    for (let start = 0; start < count; start += batchSize) await step(start, Math.min(batchSize, count - start))
  }

  const probe: Probe = {
    picture,
    score,
    layer: (gradients) =>
      through(
        [picture.values],
        { taps: [tap!], backward: gradients },
        async ({ seen }) => (await readLayer(seen[0]!, 1))[0]!,
      ),
    async scores(count, values) {
      const result = new Float32Array(count)
      await chunked(count, (start, rows) =>
        through(variants(values, start, rows), { backward: false }, async ({ scores }) => {
          result.set(await scores.data(), start)
        }),
      )
      return result
    },
    async inputGradients(count, values, visit) {
      await chunked(count, (start, rows) =>
        through(variants(values, start, rows), { input: pictureInput }, async ({ inputGradient, scores }) => {
          const [gradients, each] = await Promise.all([lastly(inputGradient), scores.data()])
          for (let i = 0; i < rows; i++) visit(gradients.subarray(i * size, (i + 1) * size), start + i, each[i]!)
        }),
      )
    },
    async scoresWithChannels(count, weights) {
      const result = new Float32Array(count)
      await chunked(count, (start, rows) => {
        const masks = Array.from({ length: rows }, (_, i) => Array.from(weights(start + i)))
        const weighted: Network = {
          ...network,
          run: (batch, [visited], repeat) =>
            network.run(batch, [{ ...visited!, visit: (x) => tf.mul(visited!.visit(x), maskOf(masks, tap!)) }], repeat),
        }
        const rest = { network: weighted, taps: [tap!], repeat: rows, backward: false }
        return through([picture.values], rest, async ({ scores }) => {
          result.set(await scores.data(), start)
        })
      })
      return result
    },
    biasGradients() {
      const taps = biasTaps(network.layers!)
      const rest: Partial<PassRequest> = { taps, call: 'all', input: pictureInput }
      return through([picture.values], rest, async ({ seen, inputGradient }) => {
        const known = seen.filter(({ gradients }) => gradients !== undefined)
        const biases = known.map(async ({ tap: at, gradients }) => {
          const bias = (at as BiasTap).bias()
          const [, h = 1, w = 1] = gradients!.rank === 4 ? gradients!.shape : []
          try {
            const [b, g] = await Promise.all([bias.data(), gradients!.data()])
            return { layer: at.path, shape: [h, w] as const, bias: b as Float32Array, gradients: g as Float32Array }
          } finally {
            bias.dispose()
          }
        })
        return { input: await lastly(inputGradient), biases: await Promise.all(biases) }
      })
    },
    async map(method, values) {
      const other = probeOf(request, { ...picture, values })
      if (!isLayerMethod(method)) return method.explain(other)
      return mapOf(method, await other.layer(method.gradients))
    },
  }
  return probe

  /** Values of a gradient, channels last. */
  async function lastly(gradient: tf.Tensor | undefined): Promise<Float32Array> {
    if (gradient === undefined) return new Float32Array(size * inputs[pictureInput]!.shape[0]!)
    if (!channelsFirst) return (await gradient.data()) as Float32Array
    const turned = tf.transpose(gradient, [0, 2, 3, 1])
    try {
      return (await turned.data()) as Float32Array
    } finally {
      turned.dispose()
    }
  }
}

/** Copies, since a method may fill the same array again. */
function variants(values: (index: number) => Float32Array, start: number, rows: number): Float32Array[] {
  return Array.from({ length: rows }, (_, i) => values(start + i).slice())
}

/** Weights of channels, shaped to multiply activations. */
function maskOf(masks: number[][], { channelsFirst }: Tap): tf.Tensor {
  const mask = tf.tensor2d(masks)
  const [rows, channels] = mask.shape
  return tf.reshape(mask, channelsFirst ? [rows, channels, 1, 1] : [rows, 1, 1, channels])
}
