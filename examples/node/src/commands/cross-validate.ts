/** `covid-xray train --folds`: every picture predicted by a network that has seen neither it nor its patient. */
import { useBackend } from '@convlens/backend/node'
import { createCache, createDataset, loader, stratifiedGroupKFold, type Batch, type Dataset } from '@convlens/data'
import type { BinaryEvaluation } from '@convlens/metrics'
import { crossValidate as trainFolds, predict, train as fit, type FoldResult, type FoldTask } from '@convlens/model'
import { openResultsFile } from '@convlens/model/node'
import { hashData } from '../data-hash.ts'
import { openData } from '../data-source.ts'
import { describeEnvironment } from '../environment.ts'
import { UsageError } from '../errors.ts'
import { evaluateRows, predictionRows, questionOf, type PredictionRow } from '../evaluation.ts'
import { networkOf } from '../network.ts'
import { createTrainingFolder } from '../run-folder.ts'
import { settingsOf } from '../settings.ts'
import { skippedPictures } from '../skipped.ts'
import { duration, json, predictionsCsv, scoreTable } from '../tables.ts'
import type { Terminal } from '../terminal.ts'
import { trainingOptions } from '../training-options.ts'
import type { TrainOptions } from './train.ts'

export async function crossValidate(
  options: TrainOptions & { folds: number },
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { preset, seed } = options
  const source = await openData(options.data, seed)
  const settings = settingsOf(options, source.kind)
  if (settings.keep === 'best')
    throw new UsageError(
      '--keep: is best; --folds keeps the last epoch, the best one could only be told by the answers',
    )
  const { labels } = source.dataset
  const question = questionOf(labels)
  terminal.line(`data      ${source.description}`)
  const folder = await createTrainingFolder(`${source.name}-${preset}-folds${options.folds}-seed${seed}`, options)
  const backend = await useBackend(options.backend)
  terminal.line(`backend   ${backend.reason}`)

  // Every picture is read once, here; an unreadable one is named and in no fold.
  const { preprocess, model: untrained } = networkOf(preset, labels.length, seed, settings.side)
  untrained.dispose()
  const skipped = skippedPictures(terminal)
  const shared = { preprocess, batchSize: settings.batchSize, seed, cache: createCache(), signal }
  const reading = terminal.progress('reading', source.dataset.samples.length)
  const readAll = (part: Dataset): AsyncIterable<Batch> => loader(part, { ...shared, onSkip: skipped.add })
  const dataSha256 = await hashData(new Map([['all', source.dataset]]), readAll, reading.update)
  reading.stop()
  const broken = new Set(skipped.list.map(({ id }) => id))
  const dataset = createDataset(source.dataset.samples.filter(({ id }) => !broken.has(id)))
  const sampleOf = new Map(dataset.samples.map((sample) => [sample.id, sample]))
  const partOf = (ids: readonly string[]): Dataset => ({ ...dataset, samples: ids.map((id) => sampleOf.get(id)!) })
  const folds = stratifiedGroupKFold(dataset, { folds: options.folds, seed }).map(({ train, test }) => ({
    train: idsOf(train),
    val: idsOf(test),
  }))
  if (dataset.samples.some(({ split }) => split !== undefined))
    terminal.line('          the split that the data brings is not used: every picture is in one fold')
  const patients = new Set(dataset.samples.map(({ group, id }) => group ?? id)).size
  terminal.line(
    `folds     ${folds.length} of ${dataset.samples.length} pictures; ${patients} patients, each in one fold`,
  )

  const config = { data: options.data, preset, seed, ...settings, ...question, preprocess, folds: folds.length }
  await folder.write('config.json', json(config))
  await folder.write('environment.json', json({ ...describeEnvironment(backend), dataSha256 }))

  const started = new Map<number, number>()
  const run = async ({ train, val, fold }: FoldTask): Promise<FoldResult['predictions']> => {
    started.set(fold, performance.now())
    const { model } = networkOf(preset, labels.length, seed, settings.side)
    const part = partOf(train)
    const bar = terminal.progress(`fold ${fold + 1}/${folds.length}`, settings.epochs)
    try {
      const epochs = fit(
        model,
        { train: (epoch) => loader(part, { ...shared, epoch, shuffle: true, augment: settings.augmentation }) },
        { ...trainingOptions(settings, seed), signal },
      )
      for await (const { epoch, loss } of epochs) bar.update(epoch + 1, `loss ${loss.toFixed(3)}`)
      signal.throwIfAborted()
      return await predict(model, loader(partOf(val), shared), { signal })
    } finally {
      bar.stop()
      model.dispose()
    }
  }
  const rowsOf = ({ fold, predictions }: FoldResult): PredictionRow[] =>
    predictionRows(`fold ${fold + 1}`, dataset, predictions, question)
  const saved = await openResultsFile<FoldResult>(folder.path('folds.jsonl'))
  const { results } = await trainFolds({
    folds,
    seeds: [seed],
    run,
    config: { ...config, dataSha256 },
    done: saved.done,
    signal,
    async onResult(result) {
      await saved.append(result)
      const { accuracy, auc } = evaluateRows(rowsOf(result), question)
      const seconds = (performance.now() - started.get(result.fold)!) / 1000
      const scores = `acc ${accuracy.value.toFixed(3)} auc ${auc.value.toFixed(3)}`
      terminal.line(`fold ${result.fold + 1}/${folds.length}  ${scores}  ${duration(seconds)}`)
    },
  })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error
      throw new Error(`interrupted; the same command with --resume goes on with ${folder.working}`, { cause: error })
    })
    .finally(() => saved.close())

  const byFold = results.map(rowsOf)
  const rows = byFold.flat()
  const evaluations: Record<string, BinaryEvaluation> = { 'out of fold': evaluateRows(rows, question) }
  for (const part of byFold) evaluations[part[0]!.split] = evaluateRows(part, question)
  await folder.write('predictions.csv', predictionsCsv(rows))
  await folder.write('metrics.json', json(evaluations))
  await folder.finish()

  terminal.line()
  terminal.line(scoreTable(evaluations))
  for (const warning of evaluations['out of fold']!.warnings) terminal.warn(warning)
  terminal.line()
  terminal.line(`written to ${folder.target}`)
  terminal.line('Not for diagnosis.')
}

function idsOf({ samples }: Dataset): string[] {
  return samples.map(({ id }) => id)
}
