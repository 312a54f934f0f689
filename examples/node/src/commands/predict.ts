/** `covid-xray predict`: class and probability of single pictures. */
import { readFile } from 'node:fs/promises'
import { useBackend } from '@convlens/backend/node'
import { createDataset, decodeImage, loader, type Dataset } from '@convlens/data'
import { predict as probabilitiesOf } from '@convlens/model'
import type { BackendChoice } from '../backends.ts'
import { openBundle } from '../bundle.ts'
import { predictedLabel } from '../evaluation.ts'
import { skippedPictures } from '../skipped.ts'
import type { Terminal } from '../terminal.ts'

export interface PredictOptions {
  model: string
  backend: BackendChoice
  json: boolean
}

export async function predict(
  pictures: string[],
  options: PredictOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const backend = await useBackend(options.backend)
  const { classifier, preprocess, question } = await openBundle(options.model)
  terminal.line(`backend   ${backend.reason}`)

  const skipped = skippedPictures(terminal)
  const batches = loader(filesAsDataset(pictures, question.labels), {
    preprocess,
    batchSize: 16,
    onSkip: skipped.add,
    signal,
  })
  const { ids, probabilities, classes } = await probabilitiesOf(classifier.model, batches, { signal })

  const answers = ids.map((picture, i) => {
    const shares = probabilities.subarray(i * classes, (i + 1) * classes)
    return {
      picture,
      predicted: predictedLabel(shares[question.labels.indexOf(question.positive)]!, question),
      probabilities: Object.fromEntries(question.labels.map((label, k) => [label, shares[k]!])),
    }
  })
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ notForDiagnosis: true, predictions: answers, skipped: skipped.list }, null, 2)}\n`,
    )
  else {
    for (const { picture, predicted, probabilities: all } of answers)
      terminal.line(
        `${predicted.padEnd(10)} ${Object.entries(all)
          .map(([label, p]) => `${label} ${p.toFixed(3)}`)
          .join('  ')}   ${picture}`,
      )
    terminal.line('Not for diagnosis.')
  }
  if (answers.length === 0) throw new Error(`none of the ${pictures.length} pictures could be read`)
}

/** Files as samples without a truth: the label is only a place holder that nothing reads. */
export function filesAsDataset(files: string[], labels: string[]): Dataset {
  const samples = [...new Set(files)].map((id) => ({
    id,
    label: labels[0]!,
    load: async () => decodeImage(await readFile(id)),
  }))
  return createDataset(samples, labels)
}
