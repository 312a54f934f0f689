// Every accumulator with random pictures to feed it, so that what must hold for all is tested for all.
import * as fc from 'fast-check'
import type { Accumulator, AccumulatorState } from './accumulator.ts'
import { aucSketch, aucSketchFrom } from './auc-sketch.ts'
import { binaryAccumulator, binaryAccumulatorFrom } from './binary-accumulator.ts'
import {
  calibrationAccumulator,
  calibrationAccumulatorFrom,
  calibrationErrorAccumulator,
  calibrationErrorAccumulatorFrom,
} from './calibration-accumulators.ts'
import { confusionAccumulator, confusionAccumulatorFrom } from './confusion-accumulator.ts'
import { groupedAccumulator, groupedAccumulatorFrom } from './grouped-accumulator.ts'
import {
  brierAccumulator,
  brierAccumulatorFrom,
  logLossAccumulator,
  logLossAccumulatorFrom,
} from './loss-accumulators.ts'
import { meanAccumulator, meanAccumulatorFrom } from './mean-accumulator.ts'
import { multilabelAccumulator, multilabelAccumulatorFrom } from './multilabel-accumulator.ts'
import { rankingAccumulator, rankingAccumulatorFrom } from './ranking-accumulator.ts'

export interface Picture {
  id: string
  source: string
  /** Binary: the truth, a decision, a probability. */
  y: number
  decision: number
  score: number
  /** Of three classes. */
  truth: number
  predicted: number
  row: number[]
  /** Two findings. */
  findings: number[]
  found: number[]
  value: number
}

const bit = fc.integer({ min: 0, max: 1 })
const bits = fc.array(bit, { minLength: 2, maxLength: 2 })
/** Tenths for ties and bin edges, and any double: also those near 0 whose sum needs many digits. */
export const probability: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
  fc.double({ min: 0, max: 1, noNaN: true }),
)
const row = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 })
  .map((weights) => weights.map((weight) => weight + 1))
  .map((weights) => weights.map((weight) => weight / weights.reduce((a, b) => a + b)))

export const picture: fc.Arbitrary<Picture> = fc.record({
  id: fc.string({ maxLength: 3, unit: 'binary' }),
  source: fc.constantFrom('rsna', 'padchest', '10', '9', '__proto__', ''),
  y: bit,
  decision: bit,
  score: probability,
  truth: fc.integer({ min: 0, max: 2 }),
  predicted: fc.integer({ min: 0, max: 2 }),
  row,
  findings: bits,
  found: bits,
  value: fc.oneof(
    fc.integer({ min: -10, max: 10 }).map((tenths) => tenths / 10),
    fc.double({ min: -(2 ** 970), max: 2 ** 970, noNaN: true }),
  ),
})

/** An accumulator whose types are forgotten. */
// oxlint-disable-next-line typescript/no-explicit-any -- batches of every kind
export type AnyAccumulator = Accumulator<any, unknown, any>

export interface Kind {
  name: string
  create: () => AnyAccumulator
  from: (state: never) => AnyAccumulator
  batch: (pictures: readonly Picture[]) => unknown
  /** A batch that must be refused, whose first picture alone would not be. */
  wrong: (pictures: readonly Picture[]) => unknown
}

function kind<Input, Result, State extends AccumulatorState>(
  name: string,
  create: () => Accumulator<Input, Result, State>,
  from: (state: State) => Accumulator<Input, Result, State>,
  batch: (pictures: readonly Picture[]) => Input,
  wrongPicture: Partial<Picture>,
): Kind {
  const wrong = (pictures: readonly Picture[]): Input => batch([...pictures, { ...pictures[0]!, ...wrongPicture }])
  return { name, create, from: from as unknown as Kind['from'], batch, wrong }
}

const labels = ['a', 'b', 'c']
const scored = (pictures: readonly Picture[]): { yTrue: number[]; yScore: number[] } => ({
  yTrue: pictures.map(({ y }) => y),
  yScore: pictures.map(({ score }) => score),
})
const classified = (pictures: readonly Picture[]): { yTrue: number[]; yPred: number[] } => ({
  yTrue: pictures.map(({ truth }) => truth),
  yPred: pictures.map(({ predicted }) => predicted),
})
const rows = (pictures: readonly Picture[]): { yTrue: number[]; yScore: number[][] } => ({
  yTrue: pictures.map(({ truth }) => truth),
  yScore: pictures.map((one) => one.row),
})

export const kinds: readonly Kind[] = [
  kind('confusion', () => confusionAccumulator({ labels }), confusionAccumulatorFrom, classified, { truth: 3 }),
  kind(
    'confusion with ids',
    () => confusionAccumulator({ labels, keepIds: true }),
    confusionAccumulatorFrom,
    (pictures) => ({ ...classified(pictures), ids: pictures.map(({ id }) => id) }),
    { predicted: -1 },
  ),
  kind(
    'binary',
    binaryAccumulator,
    binaryAccumulatorFrom,
    (pictures) => ({ yTrue: pictures.map(({ y }) => y), yPred: pictures.map(({ decision }) => decision) }),
    { decision: 2 },
  ),
  kind(
    'multilabel',
    () => multilabelAccumulator({ labels: ['opacity', 'effusion'] }),
    multilabelAccumulatorFrom,
    (pictures) => ({
      yTrue: pictures.map(({ findings }) => findings),
      yPred: pictures.map(({ found }) => found),
    }),
    { found: [1, 0.5] },
  ),
  kind('mean', meanAccumulator, meanAccumulatorFrom, (pictures) => ({ values: pictures.map(({ value }) => value) }), {
    value: Number.NaN,
  }),
  kind('log loss', logLossAccumulator, logLossAccumulatorFrom, scored, { score: 1.5 }),
  kind('log loss of three', () => logLossAccumulator({ classes: 3 }), logLossAccumulatorFrom, rows, { truth: 3 }),
  kind('Brier', brierAccumulator, brierAccumulatorFrom, scored, { y: 2 }),
  kind('Brier of three', () => brierAccumulator({ classes: 3 }), brierAccumulatorFrom, rows, { row: [1, 1, 1] }),
  kind('calibration', calibrationAccumulator, calibrationAccumulatorFrom, scored, { score: Number.NaN }),
  kind(
    'calibration error',
    () => calibrationErrorAccumulator({ of: 'top-label', bins: 7 }),
    calibrationErrorAccumulatorFrom,
    scored,
    { score: -1 },
  ),
  kind('ranking', rankingAccumulator, rankingAccumulatorFrom, scored, { score: Infinity }),
  kind('sketch', () => aucSketch({ bins: 12, spacing: 'linear' }), aucSketchFrom, scored, { score: 2 }),
  kind('logit sketch', () => aucSketch({ bins: 33 }), aucSketchFrom, scored, { y: 0.5 }),
  kind(
    'grouped',
    () => groupedAccumulator(meanAccumulator),
    (state) => groupedAccumulatorFrom(state, meanAccumulator),
    (pictures) => ({
      values: pictures.map(({ value }) => value),
      subgroups: pictures.map(({ source }) => source),
    }),
    { value: Infinity, source: 'last' },
  ),
]

/** Fed with these pictures in one batch. */
export function fed({ create, batch }: Kind, pictures: readonly Picture[]): AnyAccumulator {
  const accumulator = create()
  accumulator.add(batch(pictures))
  return accumulator
}

/** To the letter: also the order of fields and the sign of 0. */
export function text(accumulator: AnyAccumulator): string {
  return JSON.stringify(accumulator.state())
}

/** Uniform numbers in 0..1 (mulberry32), the same in every run. */
export function uniform(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
