/** TensorFlow's wheel on PyPI: which one, where it is kept, and how it comes here unchanged. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { NativeError } from './error.ts'

/** The wheel of one CPython holds the same C library as those of the others: one pinned file serves every machine. */
export const WHEEL = {
  project: 'tensorflow-cpu',
  version: '2.21.0',
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  bytes: 273_829_956,
} as const

/** Folder of what is downloaded once for all checkouts: `$XDG_CACHE_HOME/convlens`, or `~/.cache/convlens`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME']
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'convlens')
}

/** The file's address in a simple index page, be it JSON (PEP 691) or HTML (PEP 503). */
export function findInIndex(page: string, file: string, base: string): string | undefined {
  try {
    const { files } = JSON.parse(page) as { files: { filename: string; url: string }[] }
    const url = files.find(({ filename }) => filename === file)?.url
    return url === undefined ? undefined : new URL(url, base).href
  } catch {
    const href = [...page.matchAll(/href="([^"#]+)/g)].map((match) => match[1]!).find((url) => url.endsWith(`/${file}`))
    return href === undefined ? undefined : new URL(href, base).href
  }
}

/** Lower-case hexadecimal SHA-256 of a file, read as a stream. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function isWhole(file: string): Promise<boolean> {
  return existsSync(file) && (await sha256(file)) === WHEEL.sha256
}

/** pip knows the proxies, mirrors and certificates of this machine, so it is asked first. */
function downloadWithPip(folder: string): string | undefined {
  const platform = [
    '--only-binary=:all:',
    '--platform',
    'manylinux_2_27_x86_64',
    '--python-version',
    '3.11',
    '--implementation',
    'cp',
  ]
  const { error, status, stderr } = spawnSync(
    'python3',
    ['-m', 'pip', 'download', '--no-deps', '--quiet', ...platform, '-d', folder, `${WHEEL.project}==${WHEEL.version}`],
    { encoding: 'utf8', timeout: 1_800_000 },
  )
  if (status === 0) return undefined
  const lines = (stderr ?? '').trim().split('\n')
  return error?.message ?? lines.find((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? `pip ended with ${status}`
}

async function get(url: string, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(url, { headers })
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`)
  return response
}

async function downloadPlainly(file: string, say: (line: string) => void): Promise<void> {
  const index = (process.env['PIP_INDEX_URL'] ?? 'https://pypi.org/simple').replace(/\/+$/, '')
  const page = `${index}/${WHEEL.project}/`
  const listing = await get(page, { Accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5' })
  const url = findInIndex(await listing.text(), WHEEL.file, page)
  if (url === undefined) throw new Error(`${page} does not list ${WHEEL.file}`)
  const { body } = await get(url, {})
  let bytes = 0
  let told = 0
  const progress = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      const tenth = Math.floor((bytes / WHEEL.bytes) * 10)
      if (tenth > told) say(`  ${(told = tenth) * 10} % of ${Math.round(WHEEL.bytes / 1e6)} MB`)
      done(undefined, chunk)
    },
  })
  await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), progress, createWriteStream(file))
}

/**
 * Path of the wheel, from the cache or downloaded into it, its checksum proven.
 *
 * @throws NativeError where no way leads to PyPI, or what came is not the pinned file
 */
export async function fetchWheel(say: (line: string) => void): Promise<string> {
  const kept = join(cacheFolder(), WHEEL.file)
  if (await isWhole(kept)) return kept
  const folder = join(cacheFolder(), `download-${process.pid}`)
  const fresh = join(folder, WHEEL.file)
  try {
    mkdirSync(folder, { recursive: true })
    say(`Downloading ${WHEEL.file} (${Math.round(WHEEL.bytes / 1e6)} MB) from PyPI ...`)
    const pipFailed = downloadWithPip(folder)
    if (pipFailed !== undefined || !existsSync(fresh)) {
      await downloadPlainly(fresh, say).catch((error: Error) => {
        const cause = (error.cause as Error | undefined)?.message ?? error.message
        throw new NativeError(
          `TensorFlow's wheel could not be downloaded: ${cause}; pip: ${pipFailed ?? 'brought another file'}. Bring ${WHEEL.file} here and use --wheel <file>.`,
        )
      })
    }
    if (!(await isWhole(fresh)))
      throw new NativeError(`${WHEEL.file}: the checksum differs from ${WHEEL.sha256}; it was thrown away.`)
    renameSync(fresh, kept)
    return kept
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Proves a wheel the user brought along. @throws NativeError where it is not the pinned file */
export async function checkWheel(file: string): Promise<string> {
  if (!existsSync(file)) throw new NativeError(`--wheel: there is no file ${file}.`)
  if (!(await isWhole(file)))
    throw new NativeError(`--wheel: ${file} is not ${WHEEL.file} (its SHA-256 is not ${WHEEL.sha256}).`)
  return file
}
