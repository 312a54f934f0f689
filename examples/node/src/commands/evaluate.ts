/** `covid-xray evaluate`: a classifier's scores on other pictures, in all and by subgroup. */
import { useBackend } from '@convlens/backend/node'
import { bySplit, loader } from '@convlens/data'
import type { BinaryEvaluation } from '@convlens/metrics'
import { predict } from '@convlens/model'
import { metricsFigures } from '@convlens/report'
import { svgToPng } from '@convlens/report/node'
import type { BackendChoice } from '../backends.ts'
import { openBundle } from '../bundle.ts'
import { openData } from '../data-source.ts'
import { UsageError } from '../errors.ts'
import { evaluateRows, predictionRows, type PredictionRow } from '../evaluation.ts'
import { createRunFolder } from '../run-folder.ts'
import { skippedPictures } from '../skipped.ts'
import { json, numbersOf, predictionsCsv } from '../tables.ts'
import type { Terminal } from '../terminal.ts'

export interface EvaluateOptions {
  model: string
  data: string
  backend: BackendChoice
  out?: string
  overwrite: boolean
  /** The share of the positive class where the classifier is to be used, 0 to 1. */
  prevalence?: number
}

export async function evaluate(options: EvaluateOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const backend = await useBackend(options.backend)
  const { classifier, preprocess, question } = await openBundle(options.model)
  const { dataset } = await openData(options.data, 0)
  const strange = dataset.labels.filter((label) => !question.labels.includes(label))
  if (strange.length > 0)
    throw new UsageError(
      `--data: ${options.data} has the class ${strange.join(', ')}, which the classifier does not know; it knows ${question.labels.join(' and ')}`,
    )
  const splits = bySplit(dataset)
  const parts = splits.size > 0 ? splits : new Map([['all', dataset]])
  const folder = options.out === undefined ? undefined : await createRunFolder(options.out, options)
  terminal.line(`backend   ${backend.reason}`)

  const skipped = skippedPictures(terminal)
  const rows: PredictionRow[] = []
  const evaluations: Record<string, BinaryEvaluation> = {}
  for (const [name, part] of parts) {
    const relabelled = { ...part, labels: question.labels }
    const batches = loader(relabelled, { preprocess, batchSize: 16, onSkip: skipped.add, signal })
    const answers = predictionRows(name, part, await predict(classifier.model, batches, { signal }), question)
    rows.push(...answers)
    evaluations[name] = evaluateRows(answers, question, options)
  }
  if (rows.length === 0) throw new Error(`none of the ${dataset.samples.length} pictures could be read`)

  for (const [name, evaluation] of Object.entries(evaluations)) {
    terminal.line()
    terminal.line(numbersOf(name, evaluation, question))
    terminal.line()
  }
  for (const [name, { warnings }] of Object.entries(evaluations))
    for (const warning of warnings) terminal.warn(`${name}: ${warning}`)
  if (folder !== undefined) {
    await folder.write('predictions.csv', predictionsCsv(rows))
    await folder.write('metrics.json', json(evaluations))
    for (const [name, evaluation] of Object.entries(evaluations))
      for (const [figure, svg] of Object.entries(metricsFigures(evaluation, name))) {
        // A split may be called anything; as a folder it has letters, digits and hyphens.
        const path = `figures/${name.replaceAll(/[^\p{L}\p{N}-]+/gu, '-')}/${figure}`
        await folder.write(`${path}.svg`, svg)
        await folder.write(`${path}.png`, svgToPng(svg, { width: 1200 }))
      }
    await folder.finish()
    terminal.line(`written to ${folder.target}`)
  }
  terminal.line('Not for diagnosis.')
}
