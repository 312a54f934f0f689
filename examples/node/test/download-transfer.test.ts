/** Downloads against a real server that drops, lies, stalls, refuses and asks to wait. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { downloadPictures, type DownloadOptions, type DownloadResult } from '../src/download/download-pictures.ts'
import { readList } from '../src/download/list.ts'
import { localCopies } from '../src/download/local-copies.ts'
import { partFolder } from '../src/download/part.ts'
import { listOf, pictureServer, randomFiles, type PictureServer, type Served } from './download-server.ts'

let out: string
let server: PictureServer

beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'download-'))
})

afterEach(async () => {
  await server?.close()
  await rm(out, { recursive: true, force: true })
})

const settings = { stallMs: 300, tries: 3, firstWaitMs: 5 }

async function run(files: readonly Served[], options: Partial<DownloadOptions> = {}): Promise<DownloadResult> {
  server ??= await pictureServer(files)
  const { pictures } = readList(listOf(files, server.url), 'test.csv')
  return downloadPictures(pictures, out, {
    parallel: 4,
    settings,
    signal: new AbortController().signal,
    ...options,
  })
}

async function start(files: readonly Served[], options: Partial<DownloadOptions> = {}): Promise<DownloadResult> {
  server = await pictureServer(files)
  return run(files, options)
}

const onDisk = (file: Served): Promise<Buffer> => readFile(join(out, file.path))

/** Every file is there with the right bytes, and nothing else is. */
async function expectWhole(files: readonly Served[]): Promise<void> {
  for (const file of files) expect((await onDisk(file)).equals(file.content), file.path).toBe(true)
  const entries = await readdir(out, { recursive: true, withFileTypes: true })
  expect(entries.filter((entry) => entry.isFile())).toHaveLength(files.length)
  expect(existsSync(join(out, '.parts'))).toBe(false)
}

/** Sends the first `bytes` of the content and cuts the line. */
function cut(file: Served, bytes: number, response: import('node:http').ServerResponse): boolean {
  response.writeHead(200, { etag: '"one"', 'content-length': file.content.length })
  server.sent += bytes
  response.write(file.content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20))
  return true
}

const big = (): Served => ({ path: 'covid/big.png', content: randomFiles(1, 400_000)[0]!.content, etag: '"one"' })

describe('a connection that breaks', () => {
  it('goes on by Range and If-Range where the bytes ended', async () => {
    const file = big()
    file.answer = (_, response, n) => n === 0 && cut(file, 250_000, response)
    const result = await start([file])
    expect(result).toMatchObject({ fetched: 1, failed: [] })
    expect(server.requests.map(({ range, ifRange }) => [range, ifRange])).toEqual([
      [undefined, undefined],
      ['bytes=250000-', '"one"'],
    ])
    expect(server.sent).toBe(400_000)
    await expectWhole([file])
  })

  it('does not count tries that brought bytes: ten breaks, three tries', async () => {
    const file = big()
    file.answer = (request, response, n) => {
      if (n >= 10) return false
      const from = Number(/\d+/.exec(request.headers.range ?? '0')![0])
      response.writeHead(from === 0 ? 200 : 206, {
        etag: '"one"',
        'content-length': file.content.length - from,
        ...(from > 0 && { 'content-range': `bytes ${from}-399999/400000` }),
      })
      response.write(file.content.subarray(from, from + 30_000), () => setTimeout(() => response.destroy(), 10))
      return true
    }
    expect(await start([file])).toMatchObject({ fetched: 1, failed: [] })
    expect(server.requests).toHaveLength(11)
    await expectWhole([file])
  })

  it('starts over where the server knows no ranges', async () => {
    const file: Served = { ...big(), noRanges: true }
    file.answer = (_, response, n) => n === 0 && cut(file, 250_000, response)
    expect(await start([file])).toMatchObject({ fetched: 1, failed: [] })
    expect(server.requests[1]!.range).toBe('bytes=250000-')
    expect(server.sent).toBe(650_000)
    await expectWhole([file])
  })

  it('starts over where the file behind the address is another by now', async () => {
    const file = big()
    file.answer = (_, response, n) => n === 0 && cut({ ...file, content: Buffer.alloc(400_000) }, 250_000, response)
    file.etag = '"two"'
    expect(await start([file])).toMatchObject({ fetched: 1, failed: [] })
    expect(server.requests[1]!.ifRange).toBe('"one"')
    await expectWhole([file])
  })

  it('starts over where a range does not begin where it should', async () => {
    const file = big()
    file.answer = (_, response, n) => {
      if (n === 0) return cut(file, 250_000, response)
      if (n > 1) return false
      response.writeHead(206, { 'content-range': 'bytes 0-399999/400000' }).end(file.content)
      return true
    }
    expect(await start([file])).toMatchObject({ fetched: 1, failed: [] })
    expect(server.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=250000-', undefined])
    await expectWhole([file])
  })
})

describe('wrong bytes', () => {
  it.each([
    [
      'of the right size',
      (content: Buffer) => Buffer.from(content).fill(7, 0, 1),
      /has the SHA-256 [0-9a-f]{64}, the list says/,
    ],
    ['too many', (content: Buffer) => Buffer.concat([content, content]), /sends 2000 bytes, the list says 1000/],
    ['too few', (content: Buffer) => content.subarray(1), /sends 999 bytes, the list says 1000/],
  ])('%s are tried anew, named, and not left on the disk', async (_, spoil, reason) => {
    const [good, bad] = randomFiles(2, 1000) as [Served, Served]
    bad.answer = (__, response) => {
      response.end(spoil(bad.content))
      return true
    }
    const result = await start([good, bad])
    expect(result.failed).toHaveLength(1)
    expect(result.failed[0]!.picture.path).toBe(bad.path)
    expect(result.failed[0]!.reason).toMatch(reason)
    expect(result.failed[0]!.reason).toContain('(tried 3 times)')
    expect(result.present.map(({ path }) => path)).toEqual([good.path])
    await expectWhole([good])
  })

  it('without a length are cut off at the size of the list', async () => {
    const [file] = randomFiles(1, 1000) as [Served]
    let written = 0
    file.answer = (_, response) => {
      const more = (): void => {
        if (response.destroyed || written > 50e6) return
        written += 65_536
        response.write(Buffer.alloc(65_536), more)
      }
      more()
      return true
    }
    const result = await start([file])
    expect(result.failed[0]!.reason).toMatch(/more than the 1000 bytes/)
    expect(written).toBeLessThan(50e6)
    await expectWhole([])
  })

  it('once are no harm, and bytes already on the disk are checked, not believed', async () => {
    const files = randomFiles(2, 1000) as [Served, Served]
    files[0].answer = (_, response, n) => n === 0 && (response.end(Buffer.alloc(1000)), true)
    await mkdir(join(out, 'normal'))
    await writeFile(join(out, files[1].path), Buffer.alloc(1000))
    expect(await start(files)).toMatchObject({ fetched: 2, failed: [] })
    await expectWhole(files)
  })
})

describe('a server that will not', () => {
  it('stalls: times out, tries again and goes on', async () => {
    const file = big()
    file.answer = (_, response, n) => {
      if (n > 0) return false
      response.writeHead(200, { etag: '"one"', 'content-length': 400_000 })
      response.write(file.content.subarray(0, 100_000))
      return true
    }
    const begun = Date.now()
    expect(await start([file])).toMatchObject({ fetched: 1, failed: [] })
    expect(Date.now() - begun).toBeGreaterThanOrEqual(settings.stallMs)
    expect(server.requests[1]!.range).toBe('bytes=100000-')
    await expectWhole([file])
  })

  it('never answers: given up, with the time it was given', async () => {
    const [file] = randomFiles(1, 10) as [Served]
    file.answer = () => true
    const { failed } = await start([file])
    expect(failed[0]!.reason).toBe('no answer (not a byte for 0.3 s) (tried 3 times)')
  })

  it('is not there: one picture costs the tries, the others on that host do not', async () => {
    const files = randomFiles(40, 10)
    server = await pictureServer([])
    const { pictures } = readList(listOf(files, server.url), 'test.csv')
    await server.close()
    const signal = new AbortController().signal
    const begun = Date.now()
    const { failed } = await downloadPictures(pictures, out, {
      parallel: 4,
      settings: { ...settings, firstWaitMs: 100 },
      signal,
    })
    expect(failed).toHaveLength(40)
    expect(failed[39]!.reason).toContain('ECONNREFUSED')
    expect(Date.now() - begun).toBeLessThan(2000)
    expect(await readdir(out)).toEqual([])
  })

  it.each([404, 403, 410])('says %i: named at once, never asked again', async (status) => {
    const files = randomFiles(2, 100) as [Served, Served]
    files[0].answer = (_, response) => (response.writeHead(status).end(), true)
    const { failed, present } = await start(files)
    expect(failed.map(({ picture, reason }) => [picture.path, reason.includes(String(status))])).toEqual([
      [files[0].path, true],
    ])
    expect(present).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
    await expectWhole([files[1]])
  })

  it('says 503 twice: waits longer each time', async () => {
    const [file] = randomFiles(1, 100) as [Served]
    file.answer = (_, response, n) => n < 2 && (response.writeHead(503).end(), true)
    expect(await start([file], { settings: { ...settings, firstWaitMs: 100 } })).toMatchObject({ fetched: 1 })
    const [a, b, c] = server.requests.map(({ at }) => at) as [number, number, number]
    expect(b - a).toBeGreaterThanOrEqual(48)
    expect(c - b).toBeGreaterThanOrEqual(98)
  })

  it('says 429 with Retry-After: every picture of the host waits that long', async () => {
    const files = randomFiles(6, 100)
    let asked = 0
    for (const file of files)
      file.answer = (_, response) => ++asked === 1 && (response.writeHead(429, { 'retry-after': '1' }).end(), true)
    expect(await start(files, { parallel: 1 })).toMatchObject({ fetched: 6, failed: [] })
    expect(server.requests[1]!.at - server.requests[0]!.at).toBeGreaterThanOrEqual(990)
    expect(server.requests).toHaveLength(7)
    await expectWhole(files)
  })

  it('asks to wait an hour: named instead', async () => {
    const [file] = randomFiles(1, 100) as [Served]
    file.answer = (_, response) => (response.writeHead(429, { 'retry-after': '3600' }).end(), true)
    const { failed } = await start([file])
    expect(failed[0]!.reason).toMatch(/429 Too Many Requests and asks to wait 60 minutes/)
  })
})

describe('many', () => {
  it('200 pictures: never more requests at once than asked for, and each once', async () => {
    const files = randomFiles(200, 20_000, { piece: 10_000, ms: 2 })
    const seen: number[] = []
    const result = await start(files, { parallel: 8, onProgress: (_, pictures) => void seen.push(pictures) })
    expect(result).toMatchObject({ fetched: 200, failed: [] })
    expect(server.busiest).toBeLessThanOrEqual(8)
    expect(server.busiest).toBeGreaterThan(4)
    expect(server.requests).toHaveLength(200)
    expect(seen.at(-1)).toBe(200)
    await expectWhole(files)
    expect(await run(files)).toMatchObject({ fetched: 0, failed: [] })
    expect(server.requests).toHaveLength(200)
  })

  it('two downloads into one folder share the work and spoil nothing', async () => {
    const files = randomFiles(30, 50_000, { piece: 10_000, ms: 5 })
    server = await pictureServer(files)
    const [one, two] = await Promise.all([run(files), run(files)])
    expect(one.present).toHaveLength(30)
    expect(two.present).toHaveLength(30)
    await expectWhole(files)
    expect(server.sent).toBeLessThan(2 * 30 * 50_000)
  })
})

describe('an end before the end', () => {
  it('keeps what has come, and the next run fetches the rest only', async () => {
    const file: Served = { ...big(), slow: { piece: 20_000, ms: 20 } }
    server = await pictureServer([file])
    const stop = new AbortController()
    const first = run([file], {
      signal: stop.signal,
      onProgress: (bytes) => bytes > 100_000 && stop.abort(new Error('interrupted')),
    })
    await expect(first).rejects.toThrow('interrupted')
    const parts = (await readdir(join(out, '.parts'))).filter((name) => name.endsWith('.part'))
    expect(parts).toHaveLength(1)
    const { size } = await stat(join(out, '.parts', parts[0]!))
    expect(size).toBeGreaterThan(100_000)
    expect(await run([file])).toMatchObject({ fetched: 1 })
    expect(server.requests[1]!).toMatchObject({ range: `bytes=${size}-`, ifRange: '"one"' })
    await expectWhole([file])
  })

  it('a part of a dead process is taken over by one run only, of a living one by none', async () => {
    await mkdir(join(out, '.parts'))
    const [a, b, c] = [partFolder(out), partFolder(out), partFolder(out)]
    const left = (await a.claim('x.png', 'f00'))!
    await writeFile(left.path, 'half')
    expect(await b.claim('x.png', 'f00')).toBeUndefined()
    expect(await b.claim('x.png', 'another hash')).toBeDefined()
    await a.close()
    const [one, two] = await Promise.all([b.claim('x.png', 'f00'), c.claim('x.png', 'f00')])
    const texts = await Promise.all([one, two].map((part) => part && readFile(part.path, 'utf8').catch(() => '')))
    expect(texts.filter((text) => text === 'half')).toHaveLength(1)
  })
})

describe('what is at hand', () => {
  it('is copied, whatever it is called, and checked; the net has the rest', async () => {
    const files = randomFiles(3, 1000) as [Served, Served, Served]
    const archive = await mkdtemp(join(tmpdir(), 'archive-'))
    await mkdir(join(archive, 'deep'))
    await writeFile(join(archive, 'deep/another name.bin'), files[0].content)
    await writeFile(join(archive, 'same-size.png'), Buffer.alloc(1000))
    const result = await start(files, { copies: await localCopies([archive]) })
    expect(result).toMatchObject({ copied: 1, fetched: 2, failed: [], homeless: [] })
    await expectWhole(files)
    await rm(archive, { recursive: true })
  })

  it('a folder that cannot be written to ends the run with the system’s error, not with tries', async () => {
    const files = randomFiles(3, 1000)
    await writeFile(join(out, 'covid'), 'a file where the folder should be')
    await expect(start(files)).rejects.toThrow(/EEXIST|ENOTDIR/)
    expect(server.requests).toHaveLength(0)
  })
})
