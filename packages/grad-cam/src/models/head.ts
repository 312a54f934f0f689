/** Heads: how the scores of a network become probabilities. */

import { GradCamError } from '../errors.ts'

/** How the scores become probabilities. */
export type HeadKind = 'softmax' | 'sigmoid' | 'linear'

/** The head of the explained output. */
export interface Head {
  readonly kind: HeadKind
  /** The output is one row of scores a picture; not so for a segmentation, for example. */
  readonly isRow: boolean
  /** Scores a picture; `undefined` where that is known only once they are there, or where they are no row. */
  readonly units: number | undefined
  /** Shape of the output as messages show it. */
  readonly shape: readonly (number | null)[]
}

/** True for outputs of one row of scores a picture; `shape` has the batch first. */
export function isRowOfScores(shape: readonly (number | null)[]): boolean {
  return shape.length >= 2 && shape.slice(1, -1).every((side) => side === 1)
}

/** Describes an output of `shape` (with the batch first). */
export function headOf(kind: HeadKind, shape: readonly (number | null)[]): Head {
  const isRow = isRowOfScores(shape)
  return { kind, shape, isRow, units: isRow ? (shape.at(-1) ?? undefined) : undefined }
}

/** Output number `output` of a model. */
export function outputAt<T>(outputs: readonly T[], output: number): T {
  const found = outputs[output]
  if (found !== undefined) return found
  throw new GradCamError(
    'model',
    `output: got ${output}, but the model has ${outputs.length} output(s), counted from 0`,
  )
}

/** Classes a target can name: the units, but 2 for a one-unit sigmoid; `undefined` where there are none. */
export function classCount({ kind, units }: Head): number | undefined {
  return kind === 'sigmoid' && units === 1 ? 2 : units
}

/** Probabilities of one row of logits, in double precision; `undefined` where the head is linear. */
export function probabilities(kind: HeadKind, logits: ArrayLike<number>): number[] | undefined {
  const z = Array.from(logits)
  if (kind === 'linear') return undefined
  if (kind === 'sigmoid') {
    return z.length === 1 ? [sigmoid(-z[0]!), sigmoid(z[0]!)] : z.map(sigmoid)
  }
  const top = Math.max(...z)
  const powers = z.map((v) => Math.exp(v - top))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

/** The exponent is never positive: no overflow, and small probabilities keep their digits. */
function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))
}

/** The scores of all classes from one row of logits: the logits, but `[-z, z]` for a one-unit sigmoid. */
export function classScores(kind: HeadKind, logits: ArrayLike<number>): number[] {
  return kind === 'sigmoid' && logits.length === 1 ? [-logits[0]!, logits[0]!] : Array.from(logits)
}

/** Highest score; the first of equal ones, but the positive class of a one-unit sigmoid at exactly .5. */
export function predictedClass(head: Head, scores: readonly number[]): number {
  return classCount(head) === head.units ? scores.indexOf(Math.max(...scores)) : Number(scores[1]! >= 0)
}
