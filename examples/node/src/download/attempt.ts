/** One request for one picture: goes on where the part ends, hashes what arrives, ends with the whole file or an error. */
import type { ListedPicture } from './list.ts'
import type { Part } from './part.ts'
import { openPartialFile, type PartialFile } from './partial-file.ts'
import { retryAfter, TransferError } from './transfer-error.ts'

export interface AttemptOptions {
  /** Gives up after this long without a byte. */
  stallMs: number
  /** Asks caches on the way to fetch the file anew. */
  fresh: boolean
  signal: AbortSignal
  /** The server answered, whatever it said. */
  onAnswer: () => void
  /** Bytes of the file that are on the disk now. */
  onSize: (bytes: number) => void
}

type WebPicture = ListedPicture & { url: string }

/**
 * On return the part holds exactly the listed bytes, on the disk. Wrong bytes are thrown away before it throws; a part that is cut
 * short is kept.
 *
 * @throws {TransferError} what is wrong with the server or its bytes; other errors are this machine's (a full disk) or `signal`'s
 */
export async function attempt(picture: WebPicture, part: Part, options: AttemptOptions): Promise<void> {
  const file = await openPartialFile(part.path, picture, options.onSize)
  try {
    if (!file.whole) await fetchRest(picture, part, file, options)
    await file.check()
  } finally {
    await file.close()
  }
}

async function fetchRest(
  picture: WebPicture,
  part: Part,
  file: PartialFile,
  { stallMs, fresh, signal, onAnswer }: AttemptOptions,
): Promise<void> {
  const headers = await requestHeaders(part, file.size, fresh)
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(), stallMs)
  const reasonOf = (error: unknown): string => {
    if (signal.aborted) throw signal.reason
    if (stall.signal.aborted) return `not a byte for ${stallMs / 1000} s`
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
    return cause?.code ?? cause?.message ?? (error as Error).message
  }
  let body: ReadableStreamDefaultReader<Uint8Array> | undefined
  try {
    const both = AbortSignal.any([signal, stall.signal])
    const response = await fetch(picture.url, { headers, signal: both }).catch((error: unknown) => {
      throw new TransferError('unreachable', `no answer (${reasonOf(error)})`, { cause: error })
    })
    onAnswer()
    body = response.body?.getReader()
    await accept(response, picture, part, file)
    for (;;) {
      timer.refresh()
      const next = await body?.read().catch((error: unknown) => {
        throw new TransferError('again', `the connection broke off (${reasonOf(error)})`, { cause: error })
      })
      if (next === undefined || next.done) break
      await file.append(next.value)
    }
    if (!file.whole)
      throw new TransferError('again', `the connection ended after ${file.size} of ${picture.bytes} bytes`)
  } finally {
    clearTimeout(timer)
    await body?.cancel().catch(() => undefined)
  }
}

async function requestHeaders(part: Part, size: number, fresh: boolean): Promise<Record<string, string>> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'covid-xray' }
  if (fresh) headers['cache-control'] = 'no-cache'
  if (size === 0) return headers
  headers['range'] = `bytes=${size}-`
  const validator = await part.validator()
  if (validator !== undefined) headers['if-range'] = validator
  return headers
}

/** Leaves `file` such that the body of this answer continues it, or says why it cannot. */
async function accept(response: Response, { bytes }: WebPicture, part: Part, file: PartialFile): Promise<void> {
  const { status, headers } = response
  if (status === 206) {
    const range = headers.get('content-range')
    if (continues(range, file.size, bytes)) return
    await file.restart()
    throw new TransferError('wrong', `sent the range ${range ?? '(unnamed)'}`)
  }
  if (status === 416) {
    await file.restart()
    throw new TransferError('again', 'the server has no such range')
  }
  if (status !== 200) throw refusal(response)
  // No ranges here, or another version than the one begun: from the start.
  await file.restart()
  const length = headers.get('content-length')
  if (length !== null && !headers.has('content-encoding') && Number(length) !== bytes)
    throw new TransferError('wrong', `sends ${length} bytes, the list says ${bytes}`)
  await part.remember(validatorOf(headers))
}

function refusal({ status, statusText, headers }: Response): TransferError {
  const later = status === 408 || status === 425 || status === 429 || status >= 500
  return new TransferError(later ? 'again' : 'never', `the server says ${status} ${statusText}`.trim(), {
    waitMs: retryAfter(headers.get('retry-after')),
  })
}

/** True for a range that begins at byte `from` of a file of the right size. */
function continues(contentRange: string | null, from: number, bytes: number): boolean {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(contentRange ?? '')
  return match !== null && Number(match[1]) === from && (match[2] === '*' || Number(match[2]) === bytes)
}

/** What `If-Range` may name: a strong ETag, otherwise a date (RFC 9110, 13.1.5). */
function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag')
  return etag !== null && !etag.startsWith('W/') ? etag : (headers.get('last-modified') ?? undefined)
}
