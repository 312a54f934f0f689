/** Samples and datasets: labelled pictures that load themselves when asked. */
import { ConvlensDataError } from './data-error.ts'
import type { DecodeOptions } from './decode/decode-image.ts'
import type { Raster } from './raster.ts'

/** One labelled picture. Nothing is read before `load()` is called. */
export interface Sample {
  /** Unique in its dataset and stable between machines: the path relative to the data's root with `/`, or a phantom's id. */
  id: string
  label: string
  /** The split that the data brings along, such as `train` or `val`. */
  split?: string
  /** Whom the picture shows: pictures of one group never stand on both sides of a split. */
  group?: string
  /** Hospital or collection the picture comes from. */
  source?: string
  /** What else is known of the picture, such as `{ sex: 'F', age: '55' }`: the columns of a manifest that were asked for. */
  attributes?: Readonly<Record<string, string>>
  /** Loads the mask of a region of interest - lungs in the manifests, opacities in the phantoms -, one channel, non-zero inside. */
  mask?: () => Promise<Raster>
  /** Reads the file as it is stored, undecoded; absent where there is no file (drawn pictures, arrays). */
  read?: () => Promise<Uint8Array>
  /** How `load` decodes what `read` gives, where it does nothing else: lets workers and stores do it. */
  decode?: DecodeOptions
  /**
   * Loads and decodes the picture.
   *
   * @param bytes what `read()` gave, where the caller has it already, so that nothing is read twice
   * @throws `DecodeError` where the bytes are no picture we read
   */
  load(bytes?: Uint8Array): Promise<Raster>
}

/** Samples with their label names; a sample's class is the index of its label in `labels`. */
export interface Dataset {
  labels: string[]
  samples: Sample[]
  /** Counts for people, one line per split: `train: 288 pictures of 211 groups (144 covid, 144 normal)`. */
  describe(): string
}

/**
 * Makes a dataset of samples.
 *
 * @param samples in any order, which is kept
 * @param labels names of the classes in the order of their indices; by default those that occur, alphabetically
 * @throws {ConvlensDataError} where two samples share an id, a label is unknown or a name stands twice in `labels`
 */
export function createDataset(samples: readonly Sample[], labels?: readonly string[]): Dataset {
  const names = labels === undefined ? [...new Set(samples.map((sample) => sample.label))].sort() : [...labels]
  const known = new Set(names)
  if (known.size !== names.length)
    throw new ConvlensDataError('labels', names, `labels: [${names.join(', ')}] given, expected every name once`)
  const ids = new Set<string>()
  for (const sample of samples) {
    if (ids.has(sample.id))
      throw new ConvlensDataError(
        'samples',
        sample.id,
        `samples: two samples have the id '${sample.id}', expected unique ids`,
      )
    ids.add(sample.id)
    if (!known.has(sample.label))
      throw new ConvlensDataError(
        'labels',
        sample.label,
        `labels: '${sample.id}' has the label '${sample.label}', expected one of ${names.join(', ')}`,
      )
  }
  const kept = [...samples]
  return { labels: names, samples: kept, describe: () => describeSamples(names, kept) }
}

/** The samples that pass `test`, with the same labels, so that class indices stay as they are. */
export function filter(dataset: Dataset, test: (sample: Sample, index: number) => boolean): Dataset {
  return createDataset(dataset.samples.filter(test), dataset.labels)
}

/**
 * The samples at `indices`, in that order, with the same labels.
 *
 * @throws {ConvlensDataError} where an index is outside the dataset
 */
export function subset(dataset: Dataset, indices: readonly number[]): Dataset {
  const samples = indices.map((index) => {
    const sample = dataset.samples[index]
    if (sample === undefined)
      throw new ConvlensDataError(
        'indices',
        index,
        `indices: ${index} given, expected whole numbers from 0 to ${dataset.samples.length - 1}`,
      )
    return sample
  })
  return createDataset(samples, dataset.labels)
}

/** How many samples carry each label, in the order of `labels`. */
export function classCounts(dataset: Dataset): number[] {
  const counts = new Map(dataset.labels.map((label) => [label, 0]))
  for (const { label } of dataset.samples) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts.values()]
}

function describeSamples(labels: readonly string[], samples: readonly Sample[]): string {
  if (samples.length === 0) return 'no pictures'
  const bySplit = new Map<string, Sample[]>()
  for (const sample of samples) {
    const name = sample.split ?? ''
    const part = bySplit.get(name)
    if (part === undefined) bySplit.set(name, [sample])
    else part.push(sample)
  }
  return [...bySplit].map(([name, part]) => (name === '' ? '' : `${name}: `) + describePart(labels, part)).join('\n')
}

function describePart(labels: readonly string[], samples: readonly Sample[]): string {
  const groups = new Set(samples.flatMap((sample) => sample.group ?? []))
  const counts = labels.map((label) => `${samples.filter((sample) => sample.label === label).length} ${label}`)
  const pictures = samples.length === 1 ? '1 picture' : `${samples.length} pictures`
  const of = groups.size === 0 ? '' : groups.size === 1 ? ' of 1 group' : ` of ${groups.size} groups`
  return `${pictures}${of} (${counts.join(', ')})`
}
