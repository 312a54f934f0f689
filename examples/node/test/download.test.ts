/** `covid-xray download` as a user meets it: the list, licences, real processes that are killed, exit codes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeIf, realData } from '@convlens/testing'
import { isStated, select } from '../src/download/licences.ts'
import { readList } from '../src/download/list.ts'
import { retryAfter } from '../src/download/transfer-error.ts'
import { covidXray, program, root } from './covid-xray.test-support.ts'
import { listOf, pictureServer, randomFiles, type PictureServer, type Served } from './download-server.ts'

const publicList = join(root, 'examples/node/data/public-xrays.csv')
/** The command in a process of its own. */
const download = (...args: string[]) => covidXray('download', ...args)

let place: string
const servers: PictureServer[] = []

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'covid-xray-download-'))
})

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()))
  await rm(place, { recursive: true, force: true })
})

/** A server, the list of its files, and a folder to fill. */
async function setting(
  name: string,
  files: Served[],
  licence?: (i: number) => string,
): Promise<{ server: PictureServer; list: string; out: string }> {
  const server = await pictureServer(files)
  servers.push(server)
  const list = join(place, `${name}.csv`)
  await writeFile(list, listOf(files, server.url, licence))
  return { server, list, out: join(place, name) }
}

async function expectWhole(out: string, files: readonly Served[]): Promise<void> {
  for (const file of files) expect((await readFile(join(out, file.path))).equals(file.content), file.path).toBe(true)
  const names = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  expect(names.map(({ name }) => name).filter((name) => name !== 'manifest.csv')).toHaveLength(files.length)
}

/** Waits until the server has sent so much, then ends the process this way. */
async function stopAfter(server: PictureServer, bytes: number, child: ChildProcess, signal: 'SIGKILL' | 'SIGINT') {
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  while (server.sent < bytes) await new Promise((again) => setTimeout(again, 10))
  child.kill(signal)
  return ended
}

describe('the command', () => {
  it('fills a folder and writes a manifest that --data takes', async () => {
    const files = randomFiles(8, 3000)
    const { list, out } = await setting('plain', files)
    const { code, out: text, err } = await download('--out', out, '--list', list)
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(text).toMatch(/taken +8: 8 CC BY 4.0/)
    expect(text).toMatch(/there +8: 0 before, 8 fetched, 0 copied/)
    expect(text).toMatch(/classes +4 covid, 4 normal/)
    await expectWhole(out, files)
    const { fromManifest } = await import('@convlens/data/node')
    const dataset = await fromManifest(join(out, 'manifest.csv'))
    expect(dataset.labels).toEqual(['covid', 'normal'])
    expect(dataset.samples.map(({ id, split, group }) => [id, split, group])).toEqual(
      files.map(({ path }, i) => [path, i % 4 < 3 ? 'train' : 'val', `patient-${i}`]),
    )
  })

  it('takes no picture without a stated licence unless it is asked to, and only licences that are asked for', async () => {
    const files = randomFiles(9, 100)
    const { server, list, out } = await setting(
      'licences',
      files,
      (i) => ['CC BY 4.0', 'CC BY-NC', 'none stated'][i % 3]!,
    )
    const stated = await download('--out', out, '--list', list)
    expect(stated.code).toBe(0)
    expect(stated.out).toMatch(/left out +3 whose source states no licence/)
    expect(server.requests.map(({ path }) => path).toSorted()).toEqual(
      files
        .filter((_, i) => i % 3 < 2)
        .map(({ path }) => `/${encodeURI(path)}`)
        .toSorted(),
    )
    const one = await download('--out', `${out}-one`, '--list', list, '--licence', 'cc by-nc')
    expect(one.out).toMatch(/there +3: 0 before, 3 fetched/)
    const all = await download('--out', out, '--list', list, '--unlicensed')
    expect(all.out).toMatch(/there +9: 6 before, 3 fetched/)
    await expectWhole(out, files)
  })

  it('says 1 and names the picture, its address and the reason where one cannot be had; the rest is there', async () => {
    const files = randomFiles(4, 100)
    files[1]!.answer = (_, response) => (response.writeHead(404).end(), true)
    const { list, out, server } = await setting('missing', files)
    const { code, err } = await download('--out', out, '--list', list)
    expect(code).toBe(1)
    expect(err).toContain(
      `warning: ${files[1]!.path}: the server says 404 Not Found, ${server.url}/normal/picture%201.png`,
    )
    expect(err).toContain('1 of 4 pictures could not be had')
    expect((await readFile(join(out, 'manifest.csv'), 'utf8')).trim().split('\n')).toHaveLength(4)
  })

  it('names many pictures that share a reason in one line, and says when one class is all there is', async () => {
    const files = randomFiles(20, 100)
    for (const file of files)
      if (file.path.startsWith('covid')) file.answer = (_, response) => (response.writeHead(410).end(), true)
    const { list, out } = await setting('many', files)
    const { code, err } = await download('--out', out, '--list', list)
    expect(code).toBe(1)
    const lines = err.trim().split('\n')
    expect(lines[0]).toMatch(/^warning: 127.0.0.1:\d+: the server says 410 Gone: 10 pictures, covid\/picture 0.png, /)
    expect(lines[1]).toBe('warning: every picture there is normal: training needs two classes')
    expect(lines).toHaveLength(3)
  })

  it('says what to do about pictures without an address', async () => {
    const files = randomFiles(8, 100)
    const { list, out, server } = await setting('homeless', files)
    const text = await readFile(list, 'utf8')
    const [comment, header, ...rows] = text.trim().split('\n')
    const moved = rows.map((row, i) => (i < 6 ? `${row.replace(/[^,]*$/, '')},https://archive.org/x` : `${row},`))
    await writeFile(list, [comment, `${header},origin_url`, ...moved].join('\n'))
    const { code, err } = await download('--out', out, '--list', list)
    expect(err).toBe(
      'warning: 6 pictures (3 covid, 3 normal): no address of their own; unpack https://archive.org/x and name the folder with --from\n',
    )
    expect(code).toBe(0)
    expect(server.requests).toHaveLength(2)
  })

  it.each([
    [['--list', 'nowhere.csv'], /--list: there is no file nowhere.csv/],
    [['--licence', 'CC 0'], /--licence: no picture stands under 'CC 0'; the list has /],
    [['--licence', 'unstated (publication figure)'], /is none; --unlicensed takes such pictures/],
    [['--from', 'nowhere'], /--from: there is no folder nowhere/],
    [['--parallel', '0'], /whole number of at least 1/],
  ])('says 2 for %j', async (args, reason) => {
    const { code, err } = await download('--out', join(place, 'never'), ...args)
    expect(err).toMatch(reason)
    expect(code).toBe(2)
    expect(existsSync(join(place, 'never'))).toBe(false)
  })
})

describe('processes', () => {
  it('killed in the middle (SIGKILL): the next run goes on from its bytes', async () => {
    const files = randomFiles(4, 1_000_000, { piece: 50_000, ms: 40 })
    const { server, list, out } = await setting('killed', files)
    const child = spawn(process.execPath, [...program, 'download', '--out', out, '--list', list], {
      cwd: root,
      stdio: 'ignore',
    })
    await stopAfter(server, 1_600_000, child, 'SIGKILL')
    const parts = (await readdir(join(out, '.parts'))).filter((name) => name.endsWith('.part'))
    expect(parts).toHaveLength(4)
    expect(existsSync(join(out, 'manifest.csv'))).toBe(false)
    const { code, err } = await download('--out', out, '--list', list)
    expect(err).toBe('')
    expect(code).toBe(0)
    await expectWhole(out, files)
    expect(server.requests.filter(({ range }) => range !== undefined)).toHaveLength(4)
    expect(server.sent).toBeLessThan(6_000_000)
  })

  it('interrupted (Ctrl-C): says so, leaves the parts, and the next run goes on', async () => {
    const files = randomFiles(3, 1_000_000, { piece: 50_000, ms: 40 })
    const { server, list, out } = await setting('interrupted', files)
    const child = spawn(process.execPath, [...program, 'download', '--out', out, '--list', list, '--parallel', '3'], {
      cwd: root,
    })
    let said = ''
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    expect(await stopAfter(server, 900_000, child, 'SIGINT')).toBe(1)
    expect(said).toBe('covid-xray: interrupted with 0 of 3 pictures done; the same command goes on from there\n')
    expect((await download('--out', out, '--list', list)).code).toBe(0)
    await expectWhole(out, files)
    expect(server.sent).toBeLessThan(4_500_000)
  })

  it('two at once into the same folder: both say 0, every byte is right, most is fetched once', async () => {
    const files = randomFiles(24, 100_000, { piece: 20_000, ms: 20 })
    const { server, list, out } = await setting('two', files)
    const both = await Promise.all([download('--out', out, '--list', list), download('--out', out, '--list', list)])
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ])
    await expectWhole(out, files)
    expect((await readFile(join(out, 'manifest.csv'), 'utf8')).trim().split('\n')).toHaveLength(25)
    expect(server.sent).toBeLessThan(2 * 24 * 100_000)
  })
})

describe('the list', () => {
  const good = `path,label,licence,bytes,sha256,url\ncovid/a.png,covid,CC BY 4.0,12,${'0'.repeat(64)},https://x.org/a.png\n`

  it.each([
    ['path,label\n', /no column 'licence', 'bytes', 'sha256', 'url'/],
    [good.replace('covid/a', '../a'), /line 2: the path is "..\/a.png", expected a relative one/],
    [good.replace('covid/a', '/etc/a'), /line 2: the path/],
    [good.replace('covid/a', 'C:/a'), /line 2: the path/],
    [good.replace('covid/a', 'covid\\a'), /line 2: the path/],
    [good.replace('covid/a', '.parts/a'), /line 2: the path/],
    [good.replace('covid/a.png', 'manifest.csv'), /line 2: the path/],
    [good.replace(',12,', ',twelve,'), /line 2: the bytes is "twelve", expected a whole number above 0/],
    [good.replace(',12,', ',0,'), /line 2: the bytes is "0"/],
    [good.replace('0'.repeat(64), 'abc'), /line 2: the sha256 is "abc", expected 64 hexadecimal digits/],
    [good.replace('https:', 'file:'), /line 2: the url is "file:/],
    [good.replace(',covid,', ',,'), /line 2: the label is ""/],
    [
      `${good}COVID/A.png,${good.split('\n')[1]!.split(',').slice(1).join(',')}\n`,
      /line 3: .* one that line 2 does not have/,
    ],
    [`${good}b.png,covid\n`, /is no CSV file: /],
    ['', /no column/],
    [good.split('\n')[0]!, /lists no pictures/],
  ])('%j is refused by name', (text, reason) => {
    expect(() => readList(text, 'list.csv')).toThrow(reason)
  })

  it('no path that it accepts leaves the folder', () => {
    const name = fc.oneof(fc.constantFrom('..', '.', '', 'a', 'manifest.csv', '~', 'C:'), fc.string({ maxLength: 4 }))
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const path = names.join('/')
        const quoted = `"${path.replaceAll('"', '""')}"`
        try {
          readList(good.replace('covid/a.png', quoted), 'list.csv')
        } catch {
          return
        }
        expect(resolve('/out', path.trim()).startsWith('/out/'), path).toBe(true)
      }),
    )
  })

  it('that is committed has 284 pictures, each with hash, size and licence; addresses are of fixed commits', async () => {
    const { pictures } = readList(await readFile(publicList, 'utf8'), publicList)
    expect(pictures).toHaveLength(284)
    const addresses = pictures.filter(({ url }) => url !== undefined)
    expect(addresses).toHaveLength(141)
    for (const { url, row } of addresses) {
      expect(url).toMatch(
        /^https:\/\/raw\.githubusercontent\.com\/ieee8023\/covid-chestxray-dataset\/[0-9a-f]{40}\/images\//,
      )
      expect(decodeURIComponent(url!.split('/').at(-1)!)).toBe(row['path']!.split('/')[1])
    }
    const sides = new Map<string, Set<string>>()
    for (const { row } of pictures)
      if (row['patient_id'])
        sides.set(row['patient_id'], (sides.get(row['patient_id']) ?? new Set()).add(row['split']!))
    expect([...sides.values()].filter(({ size }) => size > 1)).toEqual([])
    expect(select(pictures, { unlicensed: false })).toMatchObject({
      taken: { length: 203 },
      unlicensed: { length: 81 },
    })
  })
})

describeIf('data', realData.missing, 'the committed list', () => {
  it('agrees with the originals among the real X-rays', async () => {
    const out = join(place, 'real')
    const { code, out: text } = await download(
      '--out',
      out,
      '--from',
      join(realData.folder, 'wild'),
      '--licence',
      'CC BY 4.0',
    )
    expect(text).toMatch(/there +1: 0 before, 0 fetched, 1 copied/)
    expect(code).toBe(0)
    expect(await readdir(join(out, 'normal'))).toEqual(['NORMAL2-IM-1214-0001.jpeg'])
  })
})

describe('words', () => {
  it.each(['', ' ', 'none stated', 'none', 'unstated (publication figure)', 'Unknown', 'not stated', 'unlicensed'])(
    '%j states no licence',
    (licence) => expect(isStated(licence)).toBe(false),
  )
  it.each([
    'CC BY 4.0',
    'CC0',
    'listed as authorized for everyone',
    'NIH Clinical Center: free use',
    'nonetheless free',
  ])('%j states one', (licence) => expect(isStated(licence)).toBe(true))

  it('Retry-After: seconds or a date, RFC 9110', () => {
    const now = Date.parse('Fri, 31 Dec 1999 23:59:29 GMT')
    expect(retryAfter('120', now)).toBe(120_000)
    expect(retryAfter('Fri, 31 Dec 1999 23:59:59 GMT', now)).toBe(30_000)
    expect(retryAfter('Fri, 31 Dec 1999 23:00:00 GMT', now)).toBe(0)
    expect(retryAfter('soon', now)).toBeUndefined()
    expect(retryAfter(null)).toBeUndefined()
  })
})
