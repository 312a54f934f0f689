/** All pictures of a list into a folder, several at a time; what is there is kept, what cannot be had is named. */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hasContent } from './checksum.ts'
import { createHosts } from './hosts.ts'
import type { ListedPicture } from './list.ts'
import { copyChecked, type LocalCopies } from './local-copies.ts'
import { partFolder, type Part } from './part.ts'
import { transfer, type TransferSettings } from './transfer.ts'
import { TransferError } from './transfer-error.ts'
import { wait } from './wait.ts'

export interface DownloadOptions {
  /** Pictures at a time. */
  parallel: number
  settings: TransferSettings
  copies?: LocalCopies | undefined
  signal: AbortSignal
  /** Bytes and pictures that are done, of all. */
  onProgress?: (bytes: number, pictures: number) => void
}

export interface DownloadResult {
  /** Whole and checked, in the order of the list. */
  present: ListedPicture[]
  /** How many of them had to be fetched or copied; the others were there. */
  fetched: number
  copied: number
  failed: { picture: ListedPicture; reason: string }[]
  /** Neither there nor at a known address. */
  homeless: ListedPicture[]
}

type Ending = 'there' | 'fetched' | 'copied' | 'homeless' | 'elsewhere' | { failed: string }

/**
 * @throws the reason of `signal`, or what this machine cannot do (write to the folder, a full disk); every part is kept then
 */
export async function downloadPictures(
  pictures: readonly ListedPicture[],
  out: string,
  { parallel, settings, copies, signal, onProgress }: DownloadOptions,
): Promise<DownloadResult> {
  const parts = partFolder(out)
  const hosts = createHosts()
  const endings = new Map<ListedPicture, Ending>()
  const sizes = new Map<ListedPicture, number>()
  let bytes = 0
  let done = 0
  const setSize = (picture: ListedPicture, size: number): void => {
    bytes += size - (sizes.get(picture) ?? 0)
    sizes.set(picture, size)
    onProgress?.(bytes, done)
  }

  const one = async (picture: ListedPicture, stop: AbortSignal, patient: boolean): Promise<Ending> => {
    const target = join(out, picture.path)
    let part: Part | undefined
    for (;;) {
      if (await hasContent(target, picture)) return 'there'
      const copy = await copies?.find(picture)
      if (copy === undefined && picture.url === undefined) return 'homeless'
      part = await parts.claim(picture.path, picture.sha256)
      if (part !== undefined) {
        try {
          if (copy !== undefined && (await copyChecked(copy, part.path, picture))) {
            await place(part, target)
            return 'copied'
          }
          if (picture.url === undefined) return { failed: `${copy} changed while it was copied` }
          await transfer({ ...picture, url: picture.url }, part, hosts, settings, stop, (size) =>
            setSize(picture, size),
          )
          await place(part, target)
          return 'fetched'
        } catch (error) {
          if (error instanceof TransferError) return { failed: error.message }
          throw error
        } finally {
          await part.release()
        }
      }
      // Another process is at it: other pictures first, then wait for it.
      if (!patient) return 'elsewhere'
      await wait(250, stop)
    }
  }

  const pass = async (todo: readonly ListedPicture[], patient: boolean): Promise<void> => {
    const failure = new AbortController()
    const stop = AbortSignal.any([signal, failure.signal])
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < todo.length) {
        stop.throwIfAborted()
        const picture = todo[next++]!
        const ending = await one(picture, stop, patient)
        endings.set(picture, ending)
        if (ending === 'elsewhere') continue
        done++
        setSize(picture, picture.bytes)
      }
    }
    const workers = Array.from({ length: Math.min(parallel, todo.length) }, () =>
      worker().catch((error: unknown) => {
        failure.abort(error)
        throw error
      }),
    )
    // All of them end before this does, so that nothing is written afterwards.
    const results = await Promise.allSettled(workers)
    if (signal.aborted) throw signal.reason
    if (failure.signal.aborted) throw failure.signal.reason
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }

  try {
    await pass(pictures, false)
    await pass(
      pictures.filter((picture) => endings.get(picture) === 'elsewhere'),
      true,
    )
  } finally {
    await parts.close()
  }
  return collect(pictures, endings)
}

async function place(part: Part, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  await part.finish(target)
}

function collect(pictures: readonly ListedPicture[], endings: ReadonlyMap<ListedPicture, Ending>): DownloadResult {
  const result: DownloadResult = { present: [], fetched: 0, copied: 0, failed: [], homeless: [] }
  for (const picture of pictures) {
    const ending = endings.get(picture)!
    if (typeof ending === 'object') result.failed.push({ picture, reason: ending.failed })
    else if (ending === 'homeless') result.homeless.push(picture)
    else {
      result.present.push(picture)
      if (ending === 'fetched') result.fetched++
      if (ending === 'copied') result.copied++
    }
  }
  return result
}
