// The golden values of golden/probabilities.py, and the random inputs it draws from the same seeds.
import golden from '../../golden/probabilities.json' with { type: 'json' }

/** JSON has no NaN and no infinity: there they are words, `Number` reads them. */
export type Word = number | string

export interface BinaryGolden {
  logLoss: Word[]
  brier: Word[]
  skill: Word
  decomposition: Word[]
  /** Expected and maximum error of the positive class, then of the top label. */
  errors: Word[]
  /** Observed shares, mean scores. */
  quantile: Word[][]
  uniform?: Word[][]
  status: string
  /** Slope, its standard error, intercept, its standard error. */
  slope?: Word[]
  /** Intercept, its standard error, its interval. */
  inTheLarge?: Word[]
  /** z, p. */
  spiegelhalter: Word[]
  platt: Word[] | null
  /** Status, temperature, loss before and after. */
  temperature: Word[]
  /** Without and with weights: how many points, then what it says of the queries. */
  isotonic: Word[][]
  /** At each threshold: at the prevalence of the data, and at 0.2. */
  netBenefit: Word[][]
  /** By rule: threshold, sensitivity, specificity, value. */
  thresholds: (Word[] | null)[]
}

export interface MulticlassGolden {
  logLoss: Word[]
  brier: Word[]
  topLabel: Word[]
  classwise: Word[]
  temperature: Word[]
}

export interface Binary {
  yTrue: number[]
  yScore: number[]
  weights: number[]
  logits: number[]
}

export interface Multiclass {
  yTrue: number[]
  yScore: number[][]
  weights: number[]
  logits: number[][]
}

/** Tommy Ettinger's mulberry32: uniform in [0, 1), the same in Python. */
export function mulberry32(seed: number): () => number {
  let a = seed | 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function randomBinary(seed: number): Binary {
  const draw = mulberry32(seed)
  const [n, kind] = [2 + Math.floor(draw() * 50), Math.floor(draw() * 3)]
  const drawn: Binary = { yTrue: [], yScore: [], weights: [], logits: [] }
  for (let i = 0; i < n; i++) {
    const p = kind === 0 ? draw() : kind === 1 ? Math.floor(draw() * 11) / 10 : (1 + Math.floor(draw() * 6)) / 8
    drawn.yScore.push(p)
    drawn.yTrue.push(draw() < 0.15 + 0.7 * p ? 1 : 0)
    drawn.weights.push(Math.floor(draw() * 5) / 4)
    drawn.logits.push(draw() * 8 - 4 + (drawn.yTrue[i]! - 0.5) * 2)
  }
  drawn.weights[0] = 1
  return drawn
}

export function randomRows(seed: number): Multiclass {
  const draw = mulberry32(seed)
  const [n, classes, ties] = [2 + Math.floor(draw() * 30), 2 + Math.floor(draw() * 4), draw() < 0.5]
  const drawn: Multiclass = { yTrue: [], yScore: [], weights: [], logits: [] }
  const labels = Array.from({ length: classes }, (_, c) => c)
  for (let i = 0; i < n; i++) {
    const raw = labels.map(() => (ties ? 1 + Math.floor(draw() * 3) : draw() + 0.01))
    const total = raw.reduce((sum, value) => sum + value, 0)
    drawn.yScore.push(raw.map((value) => value / total))
    const y = Math.floor(draw() * classes)
    drawn.yTrue.push(y)
    drawn.weights.push(Math.floor(draw() * 5) / 4)
    drawn.logits.push(labels.map((c) => draw() * 6 - 3 + 2 * Number(c === y)))
  }
  drawn.weights[0] = 1
  return drawn
}

const oneTwoThree = (yTrue: number[]): number[] => yTrue.map((_, i) => 1 + (i % 3))

export const queries: number[] = golden.queries
export const netBenefitThresholds: number[] = golden.netBenefitThresholds
export const rules: unknown[] = golden.rules

/** 200 random inputs and the degenerate ones, by name. */
export const binaries: (Binary & { name: string; golden: BinaryGolden })[] = [
  ...(golden.binary as BinaryGolden[]).map((values, i) =>
    Object.assign(randomBinary(1000 + i), { name: `random ${i}`, golden: values }),
  ),
  ...(golden.degenerate as (BinaryGolden & { name: string; yTrue: number[]; yScore: number[] })[]).map((values) => ({
    name: values.name,
    yTrue: values.yTrue,
    yScore: values.yScore,
    weights: oneTwoThree(values.yTrue),
    logits: values.yScore.map((p) => 4 * (p - 0.5)),
    golden: values,
  })),
]

export const multiclass: (Multiclass & { name: string; golden: MulticlassGolden })[] = [
  ...(golden.multiclass as MulticlassGolden[]).map((values, i) =>
    Object.assign(randomRows(5000 + i), { name: `random ${i}`, golden: values }),
  ),
  ...(golden.degenerateRows as (MulticlassGolden & { name: string; yTrue: number[]; yScore: number[][] })[]).map(
    (values) => ({
      name: values.name,
      yTrue: values.yTrue,
      yScore: values.yScore,
      weights: oneTwoThree(values.yTrue),
      logits: values.yScore.map((row) => row.map((p) => 4 * p)),
      golden: values,
    }),
  ),
]
