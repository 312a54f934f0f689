/** `covid-xray download`: the public pictures by a list of addresses and checksums, and a manifest for `--data`. */
import { mkdir, readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { downloadPictures, type DownloadResult } from '../download/download-pictures.ts'
import { licenceCounts, select } from '../download/licences.ts'
import { readList, type ListedPicture } from '../download/list.ts'
import { localCopies } from '../download/local-copies.ts'
import { writeManifest } from '../download/manifest.ts'
import { defaultSettings } from '../download/transfer.ts'
import { UsageError } from '../errors.ts'
import type { Terminal } from '../terminal.ts'

export interface DownloadCommandOptions {
  out: string
  list: string
  parallel: number
  /** Seconds without a byte. */
  timeout: number
  tries: number
  licence?: string[]
  unlicensed: boolean
  from?: string[]
}

export async function download(
  options: DownloadCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const text = await readFile(options.list, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new UsageError(`--list: there is no file ${options.list}`)
  })
  const { columns, pictures } = readList(text, options.list)
  const { taken, unlicensed, other } = select(pictures, { licences: options.licence, unlicensed: options.unlicensed })
  const copies = options.from === undefined ? undefined : await localCopies(options.from)

  terminal.line(`${basename(options.list)}  ${pictures.length} pictures`)
  terminal.line(`taken     ${taken.length}: ${licenceCounts(taken) || 'none'}`)
  if (other.length > 0) terminal.line(`left out  ${other.length} under other licences`)
  if (unlicensed.length > 0)
    terminal.line(`left out  ${unlicensed.length} whose source states no licence (--unlicensed takes them, too)`)
  if (taken.length === 0) throw new UsageError('no picture of the list may be taken this way')

  const out = resolve(options.out)
  await mkdir(out, { recursive: true })
  const total = taken.reduce((sum, { bytes }) => sum + bytes, 0)
  const bar = terminal.progress('download', Math.ceil(total / 1e6))
  const tell = tenths(terminal, taken.length)
  let finished = 0
  const result = await downloadPictures(taken, out, {
    parallel: options.parallel,
    settings: { ...defaultSettings, stallMs: options.timeout * 1000, tries: options.tries },
    copies,
    signal,
    onProgress: (bytes, done) => {
      bar.update(Math.floor(bytes / 1e6), `MB  ${done}/${taken.length} pictures`)
      if (done > finished) tell((finished = done))
    },
  })
    .catch((error: unknown) => {
      if (!signal.aborted) throw error
      throw new Error(
        `interrupted with ${finished} of ${taken.length} pictures done; the same command goes on from there`,
        { cause: error },
      )
    })
    .finally(() => bar.stop())

  const { present, fetched, copied, failed, homeless } = result
  for (const sentence of [...failures(failed), ...homelessSentences(homeless)]) terminal.warn(sentence)
  if (present.length > 0) {
    const manifest = await writeManifest(out, columns, present)
    terminal.line(
      `there     ${present.length}: ${present.length - fetched - copied} before, ${fetched} fetched, ${copied} copied`,
    )
    terminal.line(`licences  ${licenceCounts(present)}`)
    terminal.line(`classes   ${classCounts(present)}`)
    terminal.line(`written to ${manifest}`)
    const classes = new Set(present.map(({ label }) => label))
    if (classes.size === 1) terminal.warn(`every picture there is ${[...classes].join()}: training needs two classes`)
  }
  if (failed.length > 0)
    throw new Error(
      `${failed.length} of ${taken.length} pictures could not be had, named above; the same command tries them again`,
    )
  if (present.length === 0) throw new Error('there is not one picture')
}

/** Plain lines for a pipe, one for every tenth of the pictures; a terminal has its bar. */
function tenths(terminal: Terminal, total: number): (done: number) => void {
  let told = 0
  return (done) => {
    const tenth = Math.floor((done * 10) / total)
    if (process.stdout.isTTY || tenth === told) return
    told = tenth
    terminal.line(`          ${done}/${total} pictures`)
  }
}

function classCounts(pictures: readonly ListedPicture[]): string {
  const counts = new Map<string, number>()
  for (const { label } of pictures) counts.set(label, (counts.get(label) ?? 0) + 1)
  return [...counts].map(([label, count]) => `${count} ${label}`).join(', ')
}

/** Each picture with its reason and address; many with one reason on one host, such as a missing network, share a line. */
function failures(failed: DownloadResult['failed']): string[] {
  const groups = new Map<string, DownloadResult['failed']>()
  for (const failure of failed) {
    const { url } = failure.picture
    const key = `${url === undefined ? '' : new URL(url).host}: ${failure.reason}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [failure])
    else group.push(failure)
  }
  return [...groups].flatMap(([key, group]) =>
    group.length > 5
      ? [`${key}: ${group.length} pictures, ${group.map(({ picture }) => picture.path).join(', ')}`]
      : group.map(({ picture, reason }) => `${picture.path}: ${reason}${picture.url ? `, ${picture.url}` : ''}`),
  )
}

/** What to do about pictures that have no address of their own, for each archive they are part of. */
function homelessSentences(pictures: readonly ListedPicture[]): string[] {
  const origins = new Map<string, ListedPicture[]>()
  for (const picture of pictures) {
    const origin = picture.row['origin_url'] ?? ''
    origins.set(origin, [...(origins.get(origin) ?? []), picture])
  }
  return [...origins].map(([origin, group]) => {
    const what =
      group.length > 5 ? `${group.length} pictures (${classCounts(group)})` : group.map(({ path }) => path).join(', ')
    return origin === ''
      ? `${what}: no address is known; --from takes a copy you have`
      : `${what}: no address of their own; unpack ${origin} and name the folder with --from`
  })
}
