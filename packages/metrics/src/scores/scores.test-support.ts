// The inputs of golden/scores.py, drawn again by the same generator, and its golden values.
import golden from '../../golden/scores.json' with { type: 'json' }

/** NaN and infinity are words there; `Number` reads them. */
export type Golden = number | string

export interface GoldenCurves {
  roc: Golden[][]
  precisionRecall: Golden[][]
  /** scikit-learn has none of one class. */
  det: Golden[][] | null
}

export interface GoldenBinary {
  auc: Golden
  /** With maxFpr 0.1, 0.35 and 1. */
  partial: Golden[]
  averagePrecision: Golden
  deLong: Golden
  curves?: { whole: GoldenCurves; dropped: GoldenCurves }
  checksums?: Record<'whole' | 'dropped', Record<keyof GoldenCurves, Golden[] | null>>
  /** AUC and average precision. */
  torch?: Golden[]
}

export interface NamedBinary extends GoldenBinary {
  name: string
  yTrue: number[]
  yScore: number[]
  weights: number[] | null
}

type Averages<Name extends string> = Record<Name, Golden> & { none: Golden[] }

export interface GoldenMulticlass {
  ovr: Averages<'macro' | 'weighted' | 'micro'>
  ovo: Record<'macro' | 'weighted', Golden>
  averagePrecision: Averages<'macro' | 'weighted' | 'micro'>
  /** With k = 1, 2 and 3. */
  topK: Golden[]
  torch?: Golden[]
}

export interface GoldenMultilabel {
  auc: Averages<'macro' | 'weighted' | 'micro' | 'samples'>
  averagePrecision: Averages<'macro' | 'weighted' | 'micro' | 'samples'>
  /** AUC with maxFpr 0.35. */
  partial: Golden
  torch?: Golden[]
}

const all = golden as unknown as {
  named: NamedBinary[]
  binary: GoldenBinary[]
  multiclass: GoldenMulticlass[]
  multilabel: GoldenMultilabel[]
}
export const named: NamedBinary[] = all.named
export const binary: GoldenBinary[] = all.binary
export const multiclass: GoldenMulticlass[] = all.multiclass
export const multilabel: GoldenMultilabel[] = all.multilabel

/** Tommy Ettinger's mulberry32: uniform in [0, 1), in steps of 2^-32. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface Drawn<Truth, Score> {
  yTrue: Truth[]
  yScore: Score[]
  weights: number[] | undefined
}

function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i))
}

/** Ten or a hundred different scores, for ties, or as they come. */
function coarse(value: number, seed: number): number {
  const steps = [10, 100, 0][seed % 3]!
  return steps === 0 ? value : Math.floor(value * steps) / steps
}

function drawWeights(draw: () => number, n: number, seed: number): number[] | undefined {
  if (seed % 2 === 1) return undefined
  const weights = times(n, () => (seed % 4 === 0 ? draw() : Math.floor(draw() * 4) / 2))
  weights[0] = weights[1] = 1
  return weights
}

export function randomBinary(seed: number): Drawn<number, number> {
  const draw = mulberry32(seed)
  const n = 2 + Math.floor(draw() * 40)
  const pictures = times(n, (i) => {
    const label = i < 2 ? i : Number(draw() < 0.4)
    return { label, score: coarse((draw() + 0.5 * label) / 1.5, seed) }
  })
  const weights = drawWeights(draw, n, seed)
  return { yTrue: pictures.map(({ label }) => label), yScore: pictures.map(({ score }) => score), weights }
}

export function randomMulticlass(seed: number): Drawn<number, number[]> {
  const draw = mulberry32(1000 + seed)
  const n = 3 + Math.floor(draw() * 30)
  const classes = 3 + (seed % 3)
  const yTrue = times(n, () => Math.floor(draw() * classes))
  const yScore = yTrue.map((label) => {
    const row = times(classes, (j) => 1 + Math.floor(draw() * 9) + (j === label ? 4 : 0))
    const total = row.reduce((sum, value) => sum + value, 0)
    return row.map((value) => value / total)
  })
  return { yTrue, yScore, weights: drawWeights(draw, n, seed) }
}

export function randomMultilabel(seed: number): Drawn<number[], number[]> {
  const draw = mulberry32(2000 + seed)
  const n = 2 + Math.floor(draw() * 20)
  const pictures = times(n, () => {
    const labels = times(2 + (seed % 3), () => Number(draw() < 0.5))
    return { labels, scores: labels.map((label) => coarse((draw() + 0.5 * label) / 1.5, seed)) }
  })
  const weights = drawWeights(draw, n, seed)
  return { yTrue: pictures.map(({ labels }) => labels), yScore: pictures.map(({ scores }) => scores), weights }
}
