/** Reads a bundle from a folder. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { BundleError } from '../bundle/bundle-error.ts'
import { type BundleBytes, bundleFiles } from '../bundle/bundle-format.ts'
import type { Classifier } from '../bundle/classifier.ts'
import { parseClassifier } from '../bundle/parse-classifier.ts'
import { clauseOf, codeOf } from './file-errors.ts'
import { previousOf } from './previous.ts'

async function readBundle(folder: string): Promise<Partial<BundleBytes>> {
  const bytes: Partial<BundleBytes> = {}
  for (const name of bundleFiles) {
    try {
      bytes[name] = await readFile(join(folder, name))
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') continue
      throw new BundleError('unreadable', `could not read ${join(folder, name)}: ${clauseOf(error)}`, { cause: error })
    }
  }
  return bytes
}

/**
 * Loads a classifier that `saveClassifier` saved, after checking that nothing of it was changed. The caller disposes of
 * `classifier.model`.
 *
 * @throws BundleError `missing`, `tampered`, `unsupported-version`, `corrupt` or `unreadable`; the message names the folder
 * @example
 * ```ts
 * const { model, labels, preprocess } = await loadClassifier('runs/first/model')
 * ```
 */
export async function loadClassifier(dir: string): Promise<Classifier> {
  const folder = resolve(dir)
  let bytes = await readBundle(folder)
  // A save that was cut off between its two renames has left the old bundle here.
  if (Object.keys(bytes).length === 0) bytes = await readBundle(previousOf(folder))
  const missing = bundleFiles.filter((name) => bytes[name] === undefined)
  if (missing.length === bundleFiles.length) {
    throw new BundleError('missing', `there is no classifier in ${folder}: none of ${bundleFiles.join(', ')} is there`)
  }
  if (missing.length > 0)
    throw new BundleError('missing', `the classifier in ${folder} is not whole: ${missing.join(' and ')} missing`)
  try {
    return await parseClassifier(bytes as BundleBytes)
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    throw new BundleError(error.code, `refused the classifier in ${folder}: ${error.message}`, { cause: error })
  }
}
