/** From a map and the scores of a picture to its explanation. */
import { getBackend } from '@tensorflow/tfjs-core'
import type { Pass } from './engine/gradients.ts'
import { GradCamError } from './errors.ts'
import { classScores, type Head, isRowOfScores, predictedClass, probabilities } from './models/head.ts'
import type { RawMap } from './methods/method.ts'
import { normaliseMap } from './normalise.ts'
import { resizeMap } from './overlay/resize-map.ts'
import type { Explanation, ExplanationInfo, Target } from './types.ts'

/** What the forward pass said of a picture; with its map once that is drawn. */
export interface Outcome {
  /** Number of the picture, for messages. */
  row: number
  /** Scores before softmax or sigmoid; `undefined` where the output is no row of scores. */
  logits: number[] | undefined
  /** The explained class. */
  class: number | undefined
  predicted: number | undefined
  score: number
  backend: string
  map?: RawMap
}

/** Reads the scores of a pass. */
export async function outcomeOf(
  { outputs, scores }: Pass,
  targets: readonly Target[],
  head: Head,
  start: number,
): Promise<Outcome[]> {
  const backend = getBackend()
  const [z, explained] = await Promise.all([outputs.data(), scores.data()])
  const units = z.length / targets.length
  return targets.map((target, i) => {
    const row = start + i
    const logits = isRowOfScores(outputs.shape) ? Array.from(z.subarray(i * units, (i + 1) * units)) : undefined
    const all = logits && classScores(head.kind, logits)
    const shown = all ?? [explained[i]!]
    if (![...shown, explained[i]!].every(Number.isFinite)) {
      throw new GradCamError(
        'not-finite',
        `x: the scores of picture ${row} are [${shown.join(', ')}]; picture or weights hold NaN or too large values`,
      )
    }
    const predicted = all && predictedClass(head, all)
    const wanted = 'class' in target ? target.class : undefined
    return { row, logits, predicted, class: wanted === 'predicted' ? predicted : wanted, score: explained[i]!, backend }
  })
}

/** What all explanations of a call have in common. */
export interface ResultContext {
  method: string
  layer: string
  size: readonly [height: number, width: number]
  head: Head
}

/** The explanation of one picture. */
export function assemble<T extends Target>(
  outcome: Outcome,
  target: T,
  { method, layer, size, head }: ResultContext,
): Explanation<T> {
  const { row, logits, predicted, score, backend } = outcome
  const { raw, height, width, completenessGap } = outcome.map!
  if (!raw.every(Number.isFinite)) {
    throw new GradCamError(
      'not-finite',
      `x: the map of picture ${row} holds NaN or infinite values; picture or weights hold too large values`,
    )
  }
  const { map, degenerate, reason, positiveShare } = normaliseMap(raw)
  const explained = outcome.class
  return {
    raw,
    map,
    shape: [height, width],
    upsampled: resizeMap(map, [height, width], size),
    size: [size[0], size[1]],
    info: {
      method,
      layer,
      target: 'class' in target ? { class: target.class } : { score: target.name ?? 'score' },
      class: explained,
      predicted,
      logit: score,
      probability: explained === undefined ? undefined : probabilities(head.kind, logits!)?.[explained],
      backend,
      degenerate,
      reason,
      positiveShare,
      completenessGap,
    } as ExplanationInfo<T>,
  }
}
