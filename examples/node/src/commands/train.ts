/** `covid-xray train`: the whole way once, from pictures to a report. Reads from top to bottom. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { useBackend } from '@convlens/backend/node'
import { createCache, loader, type Dataset, type LoaderState } from '@convlens/data'
import { createExplainer } from '@convlens/grad-cam'
import { rocAuc, type BinaryEvaluation } from '@convlens/metrics'
import {
  countMultiplications,
  historyCsv,
  networkDiagram,
  predict,
  train as fit,
  type Classifier,
  type EpochResult,
} from '@convlens/model'
import { checkpointFolder, loadClassifier, saveClassifier } from '@convlens/model/node'
import type { BackendChoice } from '../backends.ts'
import { hashData } from '../data-hash.ts'
import { openData, partsOf } from '../data-source.ts'
import { describeEnvironment } from '../environment.ts'
import { UsageError } from '../errors.ts'
import { evaluateRows, predictionRows, questionOf, type PredictionRow } from '../evaluation.ts'
import { drawGallery } from '../gallery.ts'
import { measureHeat } from '../heat.ts'
import { networkOf } from '../network.ts'
import { createTrainingFolder, type RunFolder } from '../run-folder.ts'
import { writeReport } from '../run-report.ts'
import { settingsOf, type SettingsOptions } from '../settings.ts'
import { skippedPictures } from '../skipped.ts'
import {
  epochLine,
  heatLines,
  heatNote,
  historyRow,
  json,
  predictionsCsv,
  scoreTable,
  type HistoryEntry,
} from '../tables.ts'
import type { Progress, Terminal } from '../terminal.ts'
import { trainingOptions } from '../training-options.ts'

export interface TrainOptions extends SettingsOptions {
  data: string
  seed: number
  backend: BackendChoice
  out?: string
  overwrite: boolean
  resume: boolean
  overlays: number
}

export async function train(options: TrainOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const createdAt = new Date().toISOString()
  const { preset, seed } = options

  // The pictures, divided so that no patient is on two sides unless the data insists.
  const source = await openData(options.data, seed)
  const settings = settingsOf(options, source.kind)
  const { labels } = source.dataset
  const question = questionOf(labels)
  const { splits, notes } = partsOf(source, seed)
  const [trainPart, valPart] = [splits.get('train')!, splits.get('val')!]
  terminal.line(`data      ${source.description}`)
  for (const [name, part] of splits) terminal.line(`          ${name}: ${part.describe().replace(/^\w+: /, '')}`)
  for (const note of notes) terminal.warn(note)

  // The folder is claimed before anything costs time.
  const folder = await createTrainingFolder(`${source.name}-${preset}-seed${seed}`, options)
  const backend = await useBackend(options.backend)
  const environment = describeEnvironment(backend)
  terminal.line(`backend   ${backend.reason}`)

  // The network, and the only way a picture reaches it.
  const { model, preprocess } = networkOf(preset, labels.length, seed, settings.side)
  const multiplications = countMultiplications(model)
  terminal.line(
    `network   ${preset}: ${model.countParams().toLocaleString('en')} parameters, ${Math.round(multiplications / 1e6)} million multiplications a picture`,
  )

  // Every picture is read once, here; an unreadable one is named and left out.
  const skipped = skippedPictures(terminal)
  const cache = createCache()
  const shared = { preprocess, batchSize: settings.batchSize, seed, cache, onSkip: skipped.add, signal }
  const shuffled = (epoch: number, startAt?: LoaderState) =>
    loader(trainPart, { ...shared, epoch, shuffle: true, augment: settings.augmentation, ...(startAt && { startAt }) })
  const inOrder = (part: Dataset) => loader(part, shared)
  const reading = terminal.progress('reading', source.dataset.samples.length)
  const dataSha256 = await hashData(splits, inOrder, reading.update)
  reading.stop()
  const config = {
    data: options.data,
    preset,
    seed,
    ...settings,
    ...question,
    preprocess,
    splits: Object.fromEntries([...splits].map(([name, { samples }]) => [name, samples.length])),
  }
  if (options.resume) await requireSameData(folder, dataSha256)
  await folder.write('config.json', json(config))
  await folder.write('environment.json', json({ ...environment, dataSha256 }))

  // Training. Every checkpoint is a whole bundle: it can be loaded like the final one.
  const provenance = {
    preset,
    seed,
    data: source.name,
    createdAt,
    node: process.version,
    backend: backend.name,
    notForDiagnosis: true,
  }
  const classifier: Classifier = { model, ...question, preprocess, provenance }
  const positive = labels.indexOf(question.positive)
  const results: EpochResult[] = []
  const history: HistoryEntry[] = []
  let best: HistoryEntry | undefined
  let bar: Progress | undefined
  let seen = 0
  const note = (result: EpochResult): HistoryEntry => {
    const row = historyRow(result)
    results.push(result)
    history.push(row)
    if (best === undefined || row.val_loss < best.val_loss) best = row
    terminal.line(epochLine(row, settings.epochs))
    return row
  }
  const epochs = fit(
    model,
    {
      train: shuffled,
      trainFrom: (epoch, step) => shuffled(epoch, { epoch, step }),
      val: () => inOrder(valPart),
    },
    {
      ...trainingOptions(settings, seed),
      metrics: {
        auc: (yTrue, scores) =>
          rocAuc(
            yTrue.map((y) => Number(y === positive)),
            scores.filter((_, i) => i % labels.length === positive),
          ),
      },
      signal,
      checkpoints: { store: checkpointFolder(folder.path('checkpoints', 'training')), everySeconds: 60, keepBest: 0 },
      onEpochStart({ epoch }) {
        seen = 0
        bar = terminal.progress(`epoch ${epoch + 1}/${settings.epochs}`, trainPart.samples.length)
      },
      onBatch({ samples, loss, epoch, batch }) {
        // A run that goes on within an epoch has seen its first pictures already.
        bar ??= terminal.progress(`epoch ${epoch + 1}/${settings.epochs}`, trainPart.samples.length)
        seen = Math.max(seen, batch * settings.batchSize) + samples
        bar.update(seen, `loss ${loss.toFixed(3)}`)
      },
      // Before the checkpoint that ends the epoch: a run that dies in between does this again.
      async onEpochEnd(result) {
        bar?.stop()
        bar = undefined
        if (result.stopped === 'aborted') return
        const row = note(result)
        await folder.write('history.csv', historyCsv(results))
        await saveClassifier(folder.path('checkpoints', 'last'), classifier)
        if (best === row) await saveClassifier(folder.path('checkpoints', 'best'), classifier)
      },
    },
  )
  for await (const result of epochs) if (result.restored) note(result)
  bar?.stop()
  if (signal.aborted)
    throw new Error(
      `interrupted after ${history.length} epochs; the same command with --resume goes on with ${folder.working}`,
    )

  if (settings.keep === 'best') {
    const chosen = await loadClassifier(folder.path('checkpoints', 'best'))
    model.setWeights(chosen.model.getWeights())
    chosen.model.dispose()
    notes.push(
      `The weights are those of epoch ${best!.epoch}, chosen by its validation loss: the validation scores are a little too high for that.`,
    )
  }
  await saveClassifier(folder.path('model'), classifier)

  // The numbers, each with its interval.
  const rows: PredictionRow[] = []
  const evaluations: Record<string, BinaryEvaluation> = {}
  for (const [name, part] of splits) {
    const answers = predictionRows(name, part, await predict(model, inOrder(part), { signal }), question)
    rows.push(...answers)
    evaluations[name] = evaluateRows(answers, question)
  }
  await folder.write('predictions.csv', predictionsCsv(rows))
  await folder.write('metrics.json', json(evaluations))

  // What it looks at, on pictures it was not trained on.
  const headline = splits.has('test') ? 'test' : 'val'
  const judged = splits.get(headline)!
  const explainer = createExplainer(model)
  const gallery = await drawGallery({
    folder,
    explainer,
    dataset: judged,
    rows: rows.filter(({ split }) => split === headline),
    preprocess,
    question,
    limit: options.overlays,
    terminal,
    signal,
  })
  const heat = await measureHeat({
    explainer,
    samples: judged.samples.filter(({ label }) => label === question.positive),
    preprocess,
    target: positive,
    terminal,
    signal,
  })
  await folder.write(
    'grad-cam/index.json',
    json({
      notForDiagnosis: true,
      split: headline,
      layer: explainer.layer,
      heat,
      masks: source.maskMeaning,
      overlays: gallery.records,
    }),
  )

  // The report, and the end of the story.
  if (skipped.list.length > 0) notes.push(`${skipped.list.length} pictures could not be read and were left out.`)
  await writeReport(folder, {
    name: source.name,
    title: `${question.positive} or not: ${source.name}, ${preset}`,
    createdAt,
    config,
    environment: { ...environment, dataSha256 },
    backend,
    history,
    metrics: evaluations,
    headline,
    network: {
      layers: networkDiagram(model).layers,
      parameters: model.countParams(),
      multiplications,
      explainedLayer: explainer.layer,
    },
    explanations: gallery.entries,
    ...(heat && {
      pointingGame: {
        hits: heat.hits,
        n: heat.n,
        rate: heat.pointingGame,
        chance: heat.pointingGame.chance,
        note: heatNote(heat, source.maskMeaning),
      },
    }),
    skipped: skipped.list,
    notes,
  })
  await folder.finish()

  terminal.line()
  terminal.line(scoreTable(evaluations))
  if (heat) for (const line of heatLines(heat, headline, source.maskMeaning)) terminal.line(line)
  terminal.line()
  if (skipped.list.length > 0) terminal.warn(`${skipped.list.length} pictures could not be read; the report names them`)
  terminal.line(`report    ${join(folder.target, 'report.html')}`)
  terminal.line('Not for diagnosis.')
}

/** Other pictures would make of a resumed run what no run has ever been. */
async function requireSameData(folder: RunFolder, dataSha256: string): Promise<void> {
  const before = await readFile(folder.path('environment.json'), 'utf8').catch(() => undefined)
  if (before === undefined || JSON.parse(before).dataSha256 === dataSha256) return
  throw new UsageError(`--resume: the pictures are not those that ${folder.working} was trained on`)
}
