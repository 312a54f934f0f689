/** A bundle as files to download. */
import { bundleFiles } from '../bundle/bundle-format.ts'
import type { Classifier } from '../bundle/classifier.ts'
import { serialiseClassifier } from '../bundle/serialise-classifier.ts'

/**
 * The three files of a bundle, for a download or for a folder picked by `showDirectoryPicker`.
 *
 * @throws RangeError naming a field of the classifier that is wrong
 * @example
 * ```ts
 * for (const file of await saveClassifier(classifier)) {
 *   link.href = URL.createObjectURL(file)
 *   link.download = file.name
 *   link.click()
 * }
 * ```
 */
export async function saveClassifier(classifier: Classifier): Promise<File[]> {
  const files = await serialiseClassifier(classifier)
  return bundleFiles.map((name) => {
    const type = name.endsWith('.json') ? 'application/json' : 'application/octet-stream'
    return new File([files[name] as Uint8Array<ArrayBuffer>], name, { type })
  })
}
