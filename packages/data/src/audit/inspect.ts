/** Looks at every picture of a dataset once and says what is wrong with it before anything is trained. */
import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import type { Dataset, Sample } from '../dataset.ts'
import { bySplit } from '../datasets/by-split.ts'
import { entriesOf, findLeaks } from '../datasets/find-leaks.ts'
import type { Splits } from '../datasets/find-leaks.ts'
import { groupCounts } from '../datasets/group-counts.ts'
import { findNearDuplicates } from './find-near-duplicates.ts'
import type { NearDuplicateOptions } from './find-near-duplicates.ts'
import type { Inspection } from './inspection.ts'
import { readFacts } from './picture-facts.ts'
import type { PictureFacts } from './picture-facts.ts'
import { classTables } from './tables.ts'
import { warningsOf } from './warnings.ts'

export interface InspectOptions {
  /** How near-duplicates are looked for, or false where not at all. */
  nearDuplicates?: Omit<NearDuplicateOptions, 'signal' | 'onProgress'> | false
  /** Pictures in memory at a time, 4 by default. */
  concurrency?: number
  /** Told about pictures read, then about pairs compared. */
  onProgress?: (progress: { stage: 'read' | 'compare'; done: number; total: number }) => void
  /** Ends the inspection: the promise rejects with the signal's reason. */
  signal?: AbortSignal
}

/**
 * Reads every picture once and reports counts, what tells the class without being the disease, copies and near-duplicates,
 * unreadable files, and what leaks from one split to another. At most `concurrency` pictures are in memory at a time; about 1.5 kB
 * a picture is kept. Comparing takes time with the square of the number of pictures.
 *
 * @param data a dataset, whose samples may name their split, or datasets by split as `split` and `bySplit` give them
 * @throws {ConvlensDataError} where an option is out of range; pictures that cannot be read are reported instead
 *
 * @example
 * const { warnings, leaks } = await inspect(await fromManifest('xrays.csv'))
 * assertNoLeaks(leaks)
 */
export async function inspect(data: Dataset | Splits, options: InspectOptions = {}): Promise<Inspection> {
  const { nearDuplicates = {}, concurrency = 4, onProgress, signal } = options
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw new ConvlensDataError(
      'concurrency',
      concurrency,
      `concurrency: ${concurrency} given, expected a whole number of at least 1`,
    )
  const { dataset, splits, splitOf } = partsOf(data)
  const { labels, samples } = dataset
  const facts = await readAll(samples, nearDuplicates !== false, concurrency, signal, (done) =>
    onProgress?.({ stage: 'read', done, total: samples.length }),
  )
  const exactDuplicates = copiesOf(samples, facts)
  // Of copies, the first stands for all.
  const copies = new Set(exactDuplicates.flatMap(({ ids }) => ids.slice(1)))
  const comparable = samples.flatMap(({ id }, i) => {
    const { fingerprint } = facts[i]!
    return fingerprint === undefined || copies.has(id) ? [] : [{ id, fingerprint }]
  })
  const labelOf = new Map(samples.map(({ id, label }) => [id, label]))
  const near =
    nearDuplicates === false
      ? []
      : await findNearDuplicates(comparable, {
          ...nearDuplicates,
          ...(signal === undefined ? {} : { signal }),
          onProgress: (done, total) => onProgress?.({ stage: 'compare', done, total }),
        })
  const index = new Map(labels.map((label, i) => [label, i]))
  const described = samples.map(({ id, label, source }, i) => ({
    label: index.get(label)!,
    split: splitOf(id),
    source,
    ...facts[i],
  }))
  const found: Omit<Inspection, 'warnings'> = {
    labels,
    total: samples.length,
    classCounts: labels.map((_, c) => described.filter(({ label }) => label === c).length),
    groups: groupsOf(dataset),
    tables: classTables(described, labels),
    unreadable: samples.flatMap(({ id }, i) => (facts[i]!.error === undefined ? [] : [{ id, ...facts[i]!.error }])),
    misnamed: samples.flatMap(({ id }, i) => misnamed(id, facts[i]!.format)),
    exactDuplicates,
    nearDuplicates: near.map((pair) =>
      Object.assign(pair, { labels: [...new Set(pair.ids.map((id) => labelOf.get(id)!))].sort() }),
    ),
    leaks: [],
  }
  found.leaks = findLeaks(splits, found)
  return { ...found, warnings: warningsOf(found) }
}

/** All samples as one dataset, each id once, and where each stands. */
function partsOf(data: Dataset | Splits): {
  dataset: Dataset
  splits: Splits
  splitOf: (id: string) => string | undefined
} {
  if ('samples' in data && Array.isArray(data.samples)) {
    const dataset = data as Dataset
    const of = new Map(dataset.samples.map(({ id, split }) => [id, split]))
    const known = dataset.samples.filter(({ split }) => split !== undefined)
    return { dataset, splits: bySplit(createDataset(known, dataset.labels)), splitOf: (id) => of.get(id) }
  }
  const splits = data as Splits
  const samples = new Map<string, Sample>()
  const names = new Map<string, string>()
  const labels = new Set<string>()
  for (const [name, part] of entriesOf(splits)) {
    for (const label of part.labels) labels.add(label)
    for (const sample of part.samples) {
      if (!samples.has(sample.id)) samples.set(sample.id, sample)
      names.set(sample.id, names.has(sample.id) ? 'several' : name)
    }
  }
  return { dataset: createDataset([...samples.values()], [...labels]), splits, splitOf: (id) => names.get(id) }
}

/** Facts in the order of the samples; others get their turn at least every 20 ms between pictures. */
async function readAll(
  samples: readonly Sample[],
  withFingerprint: boolean,
  concurrency: number,
  signal: AbortSignal | undefined,
  onRead: (done: number) => void,
): Promise<PictureFacts[]> {
  const facts: PictureFacts[] = Array.from({ length: samples.length })
  let next = 0
  let done = 0
  let lastPause = performance.now()
  const work = async (): Promise<void> => {
    while (next < samples.length) {
      signal?.throwIfAborted()
      const i = next++
      facts[i] = await readFacts(samples[i]!, withFingerprint)
      onRead(++done)
      if (performance.now() - lastPause < 20) continue
      await new Promise((resolve) => setTimeout(resolve))
      lastPause = performance.now()
    }
  }
  signal?.throwIfAborted()
  await Promise.all(Array.from({ length: Math.min(concurrency, samples.length) }, work))
  signal?.throwIfAborted()
  return facts
}

function copiesOf(samples: readonly Sample[], facts: readonly PictureFacts[]): Inspection['exactDuplicates'] {
  const byHash = new Map<string, Sample[]>()
  samples.forEach((sample, i) => {
    const { hash } = facts[i]!
    if (hash === undefined) return
    const known = byHash.get(hash)
    if (known === undefined) byHash.set(hash, [sample])
    else known.push(sample)
  })
  return [...byHash].flatMap(([sha256, same]) =>
    same.length < 2
      ? []
      : [{ sha256, ids: same.map(({ id }) => id), labels: [...new Set(same.map(({ label }) => label))].sort() }],
  )
}

function groupsOf(dataset: Dataset): Inspection['groups'] {
  const all = groupCounts(dataset)
  const groups = all.filter(({ key }) => key.startsWith('group:'))
  return {
    count: groups.length,
    without: all.length - groups.length,
    largest: groups.reduce((most, { samples }) => Math.max(most, samples.length), 0),
    mixed: groups.filter(({ counts }) => counts.filter((n) => n > 0).length > 1).map(({ name }) => name),
  }
}

const endings: Record<string, string> = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jfif: 'jpeg',
  webp: 'webp',
  tif: 'tiff',
  tiff: 'tiff',
  bmp: 'bmp',
  gif: 'gif',
  dcm: 'dicom',
  dicom: 'dicom',
}

function misnamed(id: string, format: string | undefined): Inspection['misnamed'] {
  const said = endings[/\.([a-z]+)$/i.exec(id)?.[1]?.toLowerCase() ?? '']
  return said === undefined || format === undefined || format === 'pixels' || format === 'unknown' || format === said
    ? []
    : [{ id, format }]
}
