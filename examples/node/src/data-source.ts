/** `--data`: a folder of classes, a manifest, or the drawn phantoms; and the parts a run needs of it. */
import { stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { bySplit, findLeaks, phantoms, split, type Dataset } from '@convlens/data'
import { fromFolder, fromManifest } from '@convlens/data/node'
import { UsageError } from './errors.ts'

export interface DataSource {
  /** Short name for titles and folders. */
  name: string
  kind: 'phantom' | 'pictures'
  /** One line for people. */
  description: string
  dataset: Dataset
  /** What the masks of the samples show, for the sentence that measures heat against them. */
  maskMeaning: MaskMeaning
  /** Shares of train, val and test where the data brings no split. */
  ratios: [train: number, val: number, test: number]
}

export type MaskMeaning = 'opacity' | 'lung'

/** The embedded default: drawn chests with a known truth, so that a first run needs no pictures. */
export const phantomSettings = { count: 1400, size: 128 } as const

/** Columns of a manifest by which numbers are given in parts, where it has them. */
const attributes = ['view', 'sex', 'age']

/** @throws UsageError where `data` is nothing that can be read as such */
export async function openData(data: string, seed: number): Promise<DataSource> {
  if (data === 'phantom') {
    const { count, size } = phantomSettings
    const description = `${count} drawn chest X-rays of ${size} x ${size} pixels, half of them with drawn opacities`
    return {
      name: data,
      kind: 'phantom',
      description,
      dataset: phantoms({ count, size, seed }),
      maskMeaning: 'opacity',
      // Nothing is chosen by the validation pictures here, so more of them go to the test.
      ratios: [0.7, 0.1, 0.2],
    }
  }
  const info = await stat(data).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new UsageError(`--data: there is no ${data}; expected a folder, a .csv file or "phantom"`)
  })
  const isManifest = extname(data).toLowerCase() === '.csv'
  if (!info.isDirectory() && !isManifest) throw new UsageError(`--data: ${data} is neither a folder nor a .csv file`)
  const dataset = info.isDirectory() ? await fromFolder(data) : await fromManifest(data, { attributes })
  const name = basename(data, isManifest ? extname(data) : '')
  return { name, kind: 'pictures', description: data, dataset, maskMeaning: 'lung', ratios: [0.7, 0.15, 0.15] }
}

export interface Parts {
  /** Split name to samples; `train` and `val` are always there, in the order they are reported. */
  splits: Map<string, Dataset>
  /** What a reader of the scores must know about the split. */
  notes: string[]
}

/** The split the data brings with it, or a patient-aware stratified one. */
export function partsOf({ dataset, ratios }: DataSource, seed: number): Parts {
  const own = bySplit(dataset)
  if (own.size > 0) {
    for (const needed of ['train', 'val'])
      if (!own.has(needed))
        throw new UsageError(
          `--data: its splits are ${[...own.keys()].join(', ')}; training needs "train" and "val" (or none at all)`,
        )
    return { splits: own, notes: leakNotes(own) }
  }
  const { train, val, test } = split(dataset, { by: 'group', stratify: 'label', ratios, seed })
  return { splits: new Map(Object.entries({ train, val, test })), notes: [] }
}

function leakNotes(splits: Map<string, Dataset>): string[] {
  const leaks = findLeaks(splits)
  if (leaks.length === 0) return []
  const pictures = leaks.reduce((sum, { ids }) => sum + ids.length, 0)
  const names = leaks.map(({ group, splits: sides }) => `${group} (${sides.join(' and ')})`)
  return [
    `This split leaks: ${leaks.length} ${leaks.length === 1 ? 'patient has' : 'patients have'} pictures on more than one side ` +
      `(${pictures} pictures: ${names.join('; ')}), so its scores are too high.`,
  ]
}
