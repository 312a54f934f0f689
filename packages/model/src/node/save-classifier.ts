/** Writes a bundle so that it is there whole or not at all. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

import { BundleError } from '../bundle/bundle-error.ts'
import { type BundleBytes, bundleFiles } from '../bundle/bundle-format.ts'
import type { Classifier } from '../bundle/classifier.ts'
import { serialiseClassifier } from '../bundle/serialise-classifier.ts'
import { syncFolder, writeSynced } from './atomic-file.ts'
import { clauseOf, codeOf } from './file-errors.ts'
import { previousOf } from './previous.ts'

/** Names in a folder, or undefined where there is no such folder. */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

async function writeFiles(folder: string, files: BundleBytes): Promise<void> {
  await mkdir(folder)
  for (const name of bundleFiles) await writeSynced(join(folder, name), files[name])
  await syncFolder(folder)
}

/** Puts `fresh` where `target` is. Between the two renames the old bundle is at `previous`, where loading finds it. */
async function replace(target: string, fresh: string, previous: string): Promise<void> {
  await rm(previous, { recursive: true, force: true })
  await rename(target, previous)
  try {
    await rename(fresh, target)
  } catch (error) {
    await rename(previous, target)
    throw error
  }
  // The new bundle is in place: an old one that stays behind hides nothing and goes with the next save.
  await rm(previous, { recursive: true, force: true }).catch(() => undefined)
}

/**
 * Saves a classifier as a folder with `model.json`, `weights.bin` (the layers format of tfjs) and `classifier.json`. The
 * files are written beside the target, flushed to disk and put in place by a rename: whatever fails, there is the old bundle
 * or the new one, never half of one. Missing parent folders are made.
 *
 * @throws RangeError naming a field of the classifier that is wrong; BundleError `unwritable` where the disk is full, the
 *   place is read-only or holds something else than a bundle
 * @example
 * ```ts
 * await saveClassifier('runs/first/model', {
 *   model, labels: ['covid', 'normal'], positive: 'covid', threshold: 0.5, preprocess: presetSpec('covid-seed').preprocess,
 *   provenance: { data: 'seed.csv', seed: 7 },
 * })
 * ```
 */
export async function saveClassifier(dir: string, classifier: Classifier): Promise<void> {
  const files = await serialiseClassifier(classifier)
  const target = resolve(dir)
  const parent = dirname(target)
  const fresh = join(parent, `.${basename(target)}.new-${randomUUID()}`)
  const previous = previousOf(target)
  try {
    await mkdir(parent, { recursive: true })
    let present = await namesIn(target)
    if (present === undefined && (await namesIn(previous)) !== undefined) {
      await rename(previous, target)
      present = await namesIn(target)
    }
    const foreign = present?.find((name) => !(bundleFiles as readonly string[]).includes(name))
    if (foreign !== undefined) {
      throw new BundleError(
        'unwritable',
        `could not save the classifier: ${target} holds '${foreign}', which belongs to no bundle; choose another folder`,
      )
    }
    await writeFiles(fresh, files)
    await (present === undefined ? rename(fresh, target) : replace(target, fresh, previous))
    await syncFolder(parent)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => undefined)
    if (error instanceof BundleError) throw error
    const message = `could not save the classifier to ${target}: ${clauseOf(error)}; what was there before is unchanged`
    throw new BundleError('unwritable', message, { cause: error })
  }
}
