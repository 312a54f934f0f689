// The golden values of golden/labels.py, and the random inputs that belong to them, drawn as there.
import golden from '../../golden/labels.json' with { type: 'json' }
import type { BinaryCounts } from './binary-counts.ts'

/** NaN and infinity are words: `Number` reads them. */
export type Expected = Record<string, number | string>

export interface Labelled<Y> {
  name: string
  yTrue: Y[]
  yPred: Y[]
  weights: number[]
}
export type BinaryCase = Labelled<number>
export type MulticlassCase = Labelled<number> & { classes: number }
export type MultilabelCase = Labelled<number[]>

interface GoldenText {
  zeroDivision: number | string
  digits: number
  text: string
}
type Degenerate<Case> = Case & { expected: Expected[] }

export const degenerate: {
  binary: Degenerate<BinaryCase>[]
  multiclass: Degenerate<MulticlassCase>[]
  multilabel: (Degenerate<MultilabelCase> & { texts: GoldenText[] })[]
} = golden.degenerate as never

/** scikit-learn's reports of the first random multilabel inputs. */
export const texts: GoldenText[] = golden.texts

/** 32 bits of state, uniform in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function times<T>(n: number, make: () => T): T[] {
  return Array.from({ length: n }, make)
}

/** Pairs of truth and prediction, drawn in turn, and then their weights. */
function drawn<Y>(name: string, n: number, draw: () => number, pair: () => [Y, Y]): Labelled<Y> {
  const pairs = times(n, pair)
  return {
    name,
    yTrue: pairs.map(([y]) => y),
    yPred: pairs.map(([, d]) => d),
    weights: times(n, () => draw() * 3),
  }
}

export function randomBinary(seed: number): BinaryCase {
  const draw = mulberry32(seed)
  const [n, p, q] = [1 + Math.floor(draw() * 60), draw(), draw()]
  return drawn(`binary ${seed}`, n, draw, () => {
    const y = Number(draw() < p)
    return [y, draw() < q ? y : Number(draw() < p)]
  })
}

export function randomMulticlass(seed: number): MulticlassCase {
  const draw = mulberry32(1000 + seed)
  const [classes, n, q] = [2 + Math.floor(draw() * 4), 1 + Math.floor(draw() * 60), draw()]
  const labelled = drawn<number>(`multiclass ${seed}`, n, draw, () => {
    const y = Math.floor(draw() * draw() * classes)
    return [y, draw() < q ? y : Math.floor(draw() * classes)]
  })
  return { ...labelled, classes }
}

export function randomMultilabel(seed: number): MultilabelCase {
  const draw = mulberry32(2000 + seed)
  const [labels, n, p, q] = [2 + Math.floor(draw() * 4), 1 + Math.floor(draw() * 40), draw(), draw()]
  return drawn(`multilabel ${seed}`, n, draw, () => {
    const y = times(labels, () => Number(draw() < p))
    return [y, y.map((v) => (draw() < q ? v : Number(draw() < p)))]
  })
}

/** Every random input of a kind with what scikit-learn says about it. */
export function randomCases<Case extends object>(
  kind: keyof typeof golden.random,
  make: (seed: number) => Case,
): (Case & { expected: Expected[] })[] {
  const { names, rows } = golden.random[kind]
  return rows.map((row: (number | string)[], seed) => {
    const values: Expected = Object.fromEntries(row.map((value, i) => [names[i]!, value]))
    return Object.assign(make(seed), { expected: [Object.assign(values, { zeroDivision: 0 })] })
  })
}

/** 1 v1 + 2 v2 + ...: one number for a list, as in labels.py. */
export function positions(values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + (i + 1) * value, 0)
}

/** scikit-learn's order of the four cells. */
export function cellsOf(counts: readonly BinaryCounts[]): number[] {
  return counts.flatMap((of) => [of.trueNegatives, of.falsePositives, of.falseNegatives, of.truePositives])
}
