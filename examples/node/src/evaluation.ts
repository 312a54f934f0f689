/** From the network's answers to the numbers: per split and per source, every score with its interval. */
import type { Dataset, Sample } from '@convlens/data'
import { evaluateBinary, type BinaryEvaluation } from '@convlens/metrics'
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
}

export interface Evaluation extends BinaryEvaluation {
  /** The same numbers for each source alone, where there are several. */
  sources?: Record<string, BinaryEvaluation>
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
    }
  })
}

export function evaluateRows(rows: PredictionRow[], question: Question): Evaluation {
  const sources = [...new Set(rows.map(({ source }) => source))].filter(Boolean).sort()
  const whole = evaluate(rows, question)
  if (sources.length < 2) return whole
  return {
    ...whole,
    sources: Object.fromEntries(
      sources.map((name) => [
        name,
        evaluate(
          rows.filter(({ source }) => source === name),
          question,
        ),
      ]),
    ),
  }
}

function evaluate(rows: PredictionRow[], question: Question): BinaryEvaluation {
  const grouped = rows.length > 0 && rows.every(({ group }) => group !== '')
  return evaluateBinary({
    yTrue: rows.map(({ label }) => Number(label === question.positive)),
    yScore: rows.map(({ score }) => score),
    threshold: question.threshold,
    // A source may have one class only: what cannot be asked of it is not defined, rather than zero.
    zeroDivision: Number.NaN,
    labels: [question.positive, negativeOf(question)],
    ...(grouped && { groups: rows.map(({ group }) => group) }),
  })
}

/** The hard answer for a probability of the positive class. */
export function predictedLabel(score: number, question: Question): string {
  return score >= question.threshold ? question.positive : negativeOf(question)
}

function negativeOf({ labels, positive }: Question): string {
  return labels.find((label) => label !== positive)!
}
