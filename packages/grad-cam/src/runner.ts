/** Runs a method over rows of pictures: chunks in, maps out, nothing left behind. */
import * as tf from '@tensorflow/tfjs-core'
import { pass, type Pass } from './engine/gradients.ts'
import { scorerOf } from './engine/scorer.ts'
import { fuse, type Fusion } from './fuse.ts'
import { checkSeen, mapOf, readLayer } from './layer-maps.ts'
import { isLayerMethod, type LayerMethod } from './methods/layer-gradients.ts'
import type { Method, ModelMethod, RawMap } from './methods/method.ts'
import type { CheckedInputs } from './models/inputs.ts'
import type { Network, Tap } from './models/network.ts'
import { type Outcome, outcomeOf } from './results.ts'
import type { Target } from './types.ts'

/** What every run of an explainer has in common. */
interface RunnerContext {
  network: Network
  taps: readonly Tap[]
  fusion: Fusion
  channelsFirst: boolean
}

/** A chunk: some rows of the inputs, with `repeat` targets each. */
export interface RowsRequest {
  inputs: CheckedInputs
  /** First row of the chunk. */
  start: number
  /** Targets a row. */
  repeat: number
  /** In the order of the rows. */
  targets: readonly Target[]
  method: Method
  call: number | undefined
  /** Rows that a method which questions the model sends through it at once. */
  batchSize: number
  signal: AbortSignal | undefined
}

/** What a runner does. */
export interface Runner {
  /** One outcome with its map for every target of a chunk. */
  explain(request: RowsRequest): Promise<Outcome[]>
  /** Maps and scores of all rows as tensors, chunk by chunk; the caller disposes them. */
  tensors(request: Omit<RowsRequest, 'start' | 'repeat' | 'method'> & { method: LayerMethod }): {
    raw: tf.Tensor3D
    scores: tf.Tensor1D
  }
}

/** The runner of an explainer. */
export function createRunner({ network, taps, fusion, channelsFirst }: RunnerContext): Runner {
  /** One pass through a chunk; `method` is left out where the scores are enough. */
  function passOf({ inputs, start, repeat, targets, call }: RowsRequest, method?: LayerMethod, lean = true): Pass {
    return pass({
      network,
      inputs: () => slice(inputs, start, targets.length / repeat),
      taps: method === undefined ? [] : taps,
      call,
      repeat,
      scorer: scorerOf(targets, network.head),
      backward: method?.gradients ?? false,
      lean,
    })
  }

  /** Maps of a formula. */
  async function formulaMaps(request: RowsRequest, method: LayerMethod, lean = true): Promise<Outcome[]> {
    const made = passOf(request, method, lean)
    const { targets, start } = request
    let outcomes: Outcome[]
    try {
      for (const seen of made.seen) checkSeen(seen, method.gradients)
      const places = await Promise.all(made.seen.map((seen) => readLayer(seen, targets.length)))
      const scored = await outcomeOf(made, targets, network.head, start)
      const mapsOf = (row: number): RawMap[] => places.map((rows) => mapOf(method, rows[row]!))
      outcomes = scored.map((outcome, row) => Object.assign(outcome, { map: fuse(mapsOf(row), fusion) }))
    } finally {
      made.dispose()
    }
    const isFinite = outcomes.every(({ map }) => map!.raw.every(Number.isFinite))
    // Perhaps a filter depends on what was tapped: a lean pass leaves the gradients of filters out.
    return isFinite || !lean || !method.gradients ? outcomes : formulaMaps(request, method, false)
  }

  /** The map of a method that questions the model, for one row and one target. */
  async function questionedMap(request: RowsRequest, method: ModelMethod): Promise<Outcome> {
    const { inputs, start, call, batchSize, signal } = request
    const target = request.targets[0]!
    const made = passOf(request)
    const own: tf.Tensor[] = []
    try {
      const [outcome] = await outcomeOf(made, [target], network.head, start)
      tf.tidy(() => own.push(...slice(inputs, start, 1).map((x) => tf.keep(tf.clone(x)))))
      const known = { network, inputs: own, pictureInput: inputs.picture, channelsFirst, call, batchSize, signal }
      const maps: RawMap[] = []
      for (const tap of method.level === 'input' ? [undefined] : taps) {
        const fixed = outcome!.class === undefined ? target : { class: outcome!.class }
        maps.push(await method.run({ ...known, tap, target: fixed, score: outcome!.score }))
      }
      return { ...outcome!, map: fuse(maps, fusion) }
    } finally {
      made.dispose()
      tf.dispose(own)
    }
  }

  return {
    async explain(request) {
      const { method } = request
      return isLayerMethod(method) ? formulaMaps(request, method) : [await questionedMap(request, method)]
    },
    tensors(request) {
      const { inputs, targets, method, batchSize, signal } = request
      return tf.tidy(() => {
        const parts: { raw: tf.Tensor3D; scores: tf.Tensor1D }[] = []
        for (let start = 0; start < inputs.count; start += batchSize) {
          signal?.throwIfAborted()
          const chunk = { ...request, start, repeat: 1, targets: targets.slice(start, start + batchSize) }
          const made = passOf(chunk, method)
          try {
            for (const seen of made.seen) checkSeen(seen, method.gradients)
            const { activations, gradients = activations } = made.seen[0]!
            const raw = tf.tidy(() => method.tensor!(activations as tf.Tensor4D, gradients as tf.Tensor4D))
            parts.push({ raw, scores: tf.clone(made.scores) })
          } finally {
            made.dispose()
          }
        }
        return { raw: tf.concat(parts.map(({ raw }) => raw)), scores: tf.concat(parts.map(({ scores }) => scores)) }
      })
    },
  }
}

/** Rows `start` to `start + rows` of the inputs, each with a batch dimension. In a tidy. */
function slice({ tensors, count }: CheckedInputs, start: number, rows: number): tf.Tensor[] {
  return tensors.map(({ tensor, single }) => {
    // A single picture without a batch dimension gets one here; a reshape shares its memory.
    const batched = single ? tf.expandDims(tensor, 0) : tensor
    if (rows === count) return batched
    return tf.slice(batched, [start, ...batched.shape.slice(1).fill(0)], [rows, ...batched.shape.slice(1)])
  })
}
