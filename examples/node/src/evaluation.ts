/** From the network's answers to the numbers: in all and by subgroup, every score with its interval. */
import type { Dataset, Sample } from '@convlens/data'
import { bandsOf, evaluateBinary, type BinaryEvaluation, type Subgroups } from '@convlens/metrics'
import type { Predictions } from '@convlens/model'
import { UsageError } from './errors.ts'

export interface PredictionRow {
  id: string
  split: string
  label: string
  group: string
  source: string
  /** Probability of the positive class. */
  score: number
  predicted: string
  /** What else is known of the picture. */
  attributes: Readonly<Record<string, string>>
}

/** The two classes and what makes an answer positive. */
export interface Question {
  labels: string[]
  positive: string
  threshold: number
}

/**
 * What is asked of pictures with these labels: covid, where it is one of them, else the first.
 *
 * @throws UsageError unless there are two
 */
export function questionOf(labels: string[]): Question {
  if (labels.length !== 2)
    throw new UsageError(
      `--data: the pictures are of ${labels.length} classes (${labels.join(', ')}); covid-xray tells two apart`,
    )
  return { labels, positive: labels.includes('covid') ? 'covid' : labels[0]!, threshold: 0.5 }
}

/** Joins the network's probabilities with what is known of the samples; the order of `predictions` is kept. */
export function predictionRows(
  split: string,
  dataset: Dataset,
  predictions: Predictions,
  question: Question,
): PredictionRow[] {
  const samples = new Map<string, Sample>(dataset.samples.map((sample) => [sample.id, sample]))
  const positive = question.labels.indexOf(question.positive)
  return predictions.ids.map((id, i) => {
    const sample = samples.get(id)!
    const score = predictions.probabilities[i * predictions.classes + positive]!
    return {
      id,
      split,
      label: sample.label,
      group: sample.group ?? '',
      source: sample.source ?? '',
      score,
      predicted: predictedLabel(score, question),
      attributes: sample.attributes ?? {},
    }
  })
}

/** Every number of these answers, in all and by source, view, sex and age where they are known. */
export function evaluateRows(
  rows: PredictionRow[],
  question: Question,
  { prevalence }: { prevalence?: number } = {},
): BinaryEvaluation {
  const grouped = rows.length > 0 && rows.every(({ group }) => group !== '')
  return evaluateBinary({
    yTrue: rows.map(({ label }) => Number(label === question.positive)),
    yScore: rows.map(({ score }) => score),
    threshold: question.threshold,
    // A source may have one class only: what cannot be asked of it is not defined, rather than zero.
    zeroDivision: Number.NaN,
    labels: [question.positive, negativeOf(question)],
    ids: rows.map(({ id }) => id),
    rocBand: true,
    ...(prevalence !== undefined && { prevalence }),
    subgroups: subgroupsOf(rows),
    ...(grouped && { groups: rows.map(({ group }) => group) }),
  })
}

function subgroupsOf(rows: PredictionRow[]): Subgroups {
  const known = (name: string) => rows.map(({ attributes }) => attributes[name])
  const ages = known('age').map((age) => (age === undefined ? undefined : Number(age)))
  const all = {
    source: rows.map(({ source }) => source || undefined),
    view: known('view'),
    sex: known('sex'),
    age: bandsOf(ages, ageEdges),
  }
  return Object.fromEntries(Object.entries(all).filter(([, values]) => values.some((value) => value !== undefined)))
}

/** Children, and adults in bands of twenty years. */
const ageEdges = [18, 40, 60, 80]

/** The hard answer for a probability of the positive class. */
export function predictedLabel(score: number, question: Question): string {
  return score >= question.threshold ? question.positive : negativeOf(question)
}

function negativeOf({ labels, positive }: Question): string {
  return labels.find((label) => label !== positive)!
}
