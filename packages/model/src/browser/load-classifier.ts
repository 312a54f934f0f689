/** Reads a bundle from the web or from files that a person chose. */
import { BundleError } from '../bundle/bundle-error.ts'
import { type BundleBytes, bundleFiles } from '../bundle/bundle-format.ts'
import type { Classifier } from '../bundle/classifier.ts'
import { parseClassifier } from '../bundle/parse-classifier.ts'

/** What is needed of a browser's `File`. */
export interface NamedFile {
  readonly name: string
  arrayBuffer(): Promise<ArrayBuffer>
}

export interface LoadOptions {
  /** Aborts the download; the promise rejects with the signal's reason. */
  signal?: AbortSignal
}

async function download(base: string | URL, signal: AbortSignal | undefined): Promise<BundleBytes> {
  const folder = String(base).replace(/\/*$/, '/')
  const fetched = await Promise.all(
    bundleFiles.map(async (name) => {
      const url = folder + name
      let response: Response
      try {
        response = await fetch(url, signal === undefined ? {} : { signal })
      } catch (cause) {
        signal?.throwIfAborted()
        throw new BundleError('unreadable', `could not fetch ${url}: the network or the server refused`, { cause })
      }
      if (response.status === 404) throw new BundleError('missing', `the classifier is not whole: ${url} was not found`)
      if (!response.ok)
        throw new BundleError('unreadable', `could not fetch ${url}: the server answered ${response.status}`)
      return [name, new Uint8Array(await response.arrayBuffer())] as const
    }),
  )
  return Object.fromEntries(fetched) as BundleBytes
}

async function readFiles(files: Iterable<NamedFile>): Promise<BundleBytes> {
  const byName = new Map(Array.from(files, (file) => [file.name, file] as const))
  const read = await Promise.all(
    bundleFiles.map(async (name) => {
      const file = byName.get(name)
      if (file === undefined)
        throw new BundleError(
          'missing',
          `the classifier is not whole: choose ${bundleFiles.join(', ')}; ${name} is missing`,
        )
      return [name, new Uint8Array(await file.arrayBuffer())] as const
    }),
  )
  return Object.fromEntries(read) as BundleBytes
}

/**
 * Loads a classifier from the folder at a URL, or from its three files, after checking that nothing of it was changed. The
 * caller disposes of `classifier.model`. Nothing is sent anywhere.
 *
 * @throws BundleError `missing`, `tampered`, `unsupported-version`, `corrupt`, `unreadable`, or `unverifiable` on a page that
 *   is served by plain http
 * @example
 * ```ts
 * const classifier = await loadClassifier('./model')
 * const chosen = await loadClassifier(fileInput.files)
 * ```
 */
export async function loadClassifier(
  source: string | URL | Iterable<NamedFile>,
  { signal }: LoadOptions = {},
): Promise<Classifier> {
  const isAddress = typeof source === 'string' || source instanceof URL
  return parseClassifier(isAddress ? await download(source, signal) : await readFiles(source))
}
