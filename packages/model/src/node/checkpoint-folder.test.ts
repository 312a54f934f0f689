import { mkdir, mkdtemp, open, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { numbered, numberOf } from '../checkpoint/checkpoint.test-support.ts'
import { decodeCheckpoint } from '../checkpoint/decode-checkpoint.ts'
import { encodeCheckpoint } from '../checkpoint/encode-checkpoint.ts'
import { checkpointFolder } from './checkpoint-folder.ts'
import { buildWriter, killWriter, startWriter } from './checkpoint-writer.test-support.ts'
import { isAbandoned, isTemporary, temporaryName } from './temporary-name.ts'

/** What the disk refuses, and a record of what it was asked. */
const disk = vi.hoisted(() => ({
  refuse: {} as Partial<Record<'write' | 'sync' | 'rename' | 'syncFolder' | 'read' | 'rm', string>>,
  /** How often `refuse` still holds. */
  times: Infinity,
  log: [] as string[],
}))

const ask = vi.hoisted(() => (what: keyof typeof disk.refuse) => {
  disk.log.push(what)
  const code = disk.refuse[what]
  if (code !== undefined && disk.times-- > 0) throw Object.assign(new Error(code), { code })
})

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>()
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args)
      const { writeFile: write, sync } = handle
      handle.writeFile = async (data: Uint8Array) => {
        // A full disk takes a part of the bytes.
        await write.call(handle, data.subarray(0, data.length >> 1))
        ask('write')
        await write.call(handle, data.subarray(data.length >> 1))
      }
      handle.sync = async () => {
        ask(args[1] === 'r' ? 'syncFolder' : 'sync')
        await sync.call(handle)
      }
      return handle
    },
    rename: async (from: string, to: string) => {
      ask('rename')
      await fs.rename(from, to)
    },
    readFile: async (path: string) => {
      ask('read')
      return fs.readFile(path)
    },
    rm: async (path: string, options: object) => {
      if (!path.endsWith('.part')) ask('rm')
      await fs.rm(path, options)
    },
  }
})

const { platform } = process
let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convlens-checkpoints-'))
})
afterEach(async () => {
  Object.defineProperty(process, 'platform', { value: platform })
  Object.assign(disk, { refuse: {}, times: Infinity })
  await rm(root, { recursive: true, force: true })
  disk.log = []
})

const one = Uint8Array.of(1, 1, 1)
const two = Uint8Array.of(2, 2)

describe('checkpointFolder', () => {
  it('writes, replaces, lists and removes, and makes the folders that are missing', async () => {
    const dir = join(root, 'runs', 'first')
    const store = checkpointFolder(dir)
    expect(await store.list()).toEqual([])
    expect(await store.read('last.ckpt')).toBeUndefined()
    await store.remove('last.ckpt')
    await store.write('last.ckpt', one)
    await store.write('best-1.ckpt', one)
    await store.write('last.ckpt', two)
    expect([...(await store.read('last.ckpt'))!]).toEqual([2, 2])
    await mkdir(join(dir, 'folder'))
    await writeFile(join(dir, 'Notes.txt'), '')
    expect(await store.list()).toEqual(['best-1.ckpt', 'last.ckpt'])
    await store.remove('last.ckpt')
    expect(await store.list()).toEqual(['best-1.ckpt'])
    expect((await readdir(dir)).sort()).toEqual(['Notes.txt', 'best-1.ckpt', 'folder'])
  })

  it('syncs the bytes before the rename, and the folder after it', async () => {
    const store = checkpointFolder(root)
    await store.write('last.ckpt', one)
    expect(disk.log).toEqual(['write', 'sync', 'rename', 'syncFolder'])
    disk.log = []
    await store.remove('last.ckpt')
    expect(disk.log).toEqual(['rm', 'syncFolder'])
    // A folder that was made is a new name in the one above it.
    disk.log = []
    await checkpointFolder(join(root, 'a', 'b')).write('last.ckpt', one)
    expect(disk.log).toEqual(['syncFolder', 'syncFolder', 'write', 'sync', 'rename', 'syncFolder'])
  })

  it('keeps the order of calls that overlap', async () => {
    const store = checkpointFolder(root)
    const large = new Uint8Array(1 << 20)
    const written = Promise.all([store.write('a', large), store.write('a', one), store.write('a', two)])
    expect([...(await store.read('a'))!]).toEqual([2, 2])
    await written
    expect(await readdir(root)).toEqual(['a'])
  })

  it('refuses names that are none, and no folder', async () => {
    const store = checkpointFolder(root)
    for (const work of [store.write('../x', one), store.read('../x'), store.remove('../x')])
      await expect(work).rejects.toThrow('name: expected 1 to 100 of a-z')
    expect(() => checkpointFolder('')).toThrow(RangeError)
  })

  it('writes again where somebody has removed the folder', async () => {
    const store = checkpointFolder(join(root, 'a'))
    await store.write('last.ckpt', one)
    await rm(join(root, 'a'), { recursive: true })
    await store.write('last.ckpt', two)
    disk.refuse = { rename: 'ENOENT' }
    disk.times = 1
    await store.write('last.ckpt', one)
    expect([...(await store.read('last.ckpt'))!]).toEqual([1, 1, 1])
  })
})

describe('a disk that refuses', () => {
  it.each([
    ['write', 'ENOSPC', 'the disk is full (ENOSPC)'],
    ['write', 'EDQUOT', 'the quota is used up (EDQUOT)'],
    ['sync', 'EIO', 'the disk failed (EIO)'],
    ['rename', 'EACCES', 'there is no permission (EACCES)'],
    ['rename', 'EROFS', 'the disk is read-only (EROFS)'],
    ['rename', 'ENOENT', 'ENOENT'],
  ] as const)('%s with %s leaves the old bytes and nothing half-written', async (what, code, clause) => {
    const store = checkpointFolder(root)
    await store.write('last.ckpt', one)
    disk.refuse = { [what]: code }
    await expect(store.write('last.ckpt', two)).rejects.toMatchObject({
      name: 'CheckpointError',
      code: 'unwritable',
      message: `could not write ${join(root, 'last.ckpt')}: ${clause}; what was there before is unchanged`,
    })
    expect([...(await readFile(join(root, 'last.ckpt')))]).toEqual([1, 1, 1])
    expect(await readdir(root)).toEqual(['last.ckpt'])
    disk.refuse = {}
    await store.write('last.ckpt', two)
    expect([...(await store.read('last.ckpt'))!]).toEqual([2, 2])
  })

  it('says what is known where only the folder could not be synced', async () => {
    disk.refuse = { syncFolder: 'EIO' }
    const message = expect.stringContaining('the disk failed (EIO); it is there, but may not outlast a power cut')
    await expect(checkpointFolder(root).write('a', one)).rejects.toMatchObject({ code: 'unwritable', message })
    // A disk that cannot sync folders at all is no reason to stop.
    disk.refuse = { syncFolder: 'EINVAL' }
    await checkpointFolder(root).write('a', two)
  })

  it('names a folder that is a file, a file that is a folder, and what cannot be read or removed', async () => {
    await writeFile(join(root, 'file'), '')
    await mkdir(join(root, 'folder'))
    const unwritable = { code: 'unwritable' }
    await expect(checkpointFolder(join(root, 'file')).write('a', one)).rejects.toMatchObject(unwritable)
    await expect(checkpointFolder(root).write('folder', one)).rejects.toMatchObject(unwritable)
    expect((await readdir(root)).sort()).toEqual(['file', 'folder'])
    await expect(checkpointFolder(join(root, 'file')).list()).rejects.toMatchObject({ code: 'unreadable' })
    disk.refuse = { read: 'EIO', rm: 'EROFS' }
    await expect(checkpointFolder(root).read('file')).rejects.toMatchObject({
      code: 'unreadable',
      message: `could not read ${join(root, 'file')}: the disk failed (EIO)`,
    })
    await expect(checkpointFolder(root).remove('file')).rejects.toMatchObject({
      code: 'unwritable',
      message: `could not remove ${join(root, 'file')}: the disk is read-only (EROFS)`,
    })
  })

  it('waits on Windows for whoever has the old file open, and nowhere else', async () => {
    Object.defineProperty(process, 'platform', { value: 'win32' })
    Object.assign(disk, { refuse: { rename: 'EPERM' }, times: 3 })
    const store = checkpointFolder(root)
    await store.write('a', one)
    expect(disk.log.filter((what) => what === 'rename').length).toBe(4)
    Object.defineProperty(process, 'platform', { value: 'linux' })
    Object.assign(disk, { refuse: { rename: 'EPERM' }, times: 3, log: [] })
    await expect(store.write('a', two)).rejects.toMatchObject({ code: 'unwritable' })
    expect(disk.log.filter((what) => what === 'rename').length).toBe(1)
  })
})

/** So many hours ago. */
const hours = (n: number): number => Date.now() - n * 3_600_000

describe('what killed writers leave', () => {
  const ours = temporaryName('last.ckpt')
  const [, where] = /^\.last\.ckpt\.([0-9a-f]{8})-/.exec(ours)!
  const of = (place: string, pid: number): string => ours.replace(/\.[0-9a-f]{8}-\d+-/, `.${place}-${pid}-`)
  const stranger = where === '00000000' ? '11111111' : '00000000'
  /** Above what Linux and macOS give, and no process of Windows. */
  const nobody = 2 ** 30

  it('is told from the work of the living', () => {
    expect(isTemporary(ours)).toBe(true)
    expect(temporaryName('last.ckpt')).not.toBe(ours)
    expect(isAbandoned(of(where!, nobody), Date.now())).toBe(true)
    expect(isAbandoned(of(where!, process.ppid), hours(100))).toBe(false)
    expect(isAbandoned(of(where!, 1), hours(100))).toBe(false)
    expect(isAbandoned(ours, Date.now())).toBe(false)
    // Older than this process: a namesake's.
    expect(isAbandoned(ours, Date.now() - process.uptime() * 1000 - 61_000)).toBe(true)
    expect(isAbandoned(ours, Date.now() - process.uptime() * 1000 - 30_000)).toBe(false)
    // Another machine's: its processes cannot be asked.
    expect(isAbandoned(of(stranger, nobody), hours(0.9))).toBe(false)
    expect(isAbandoned(of(stranger, nobody), hours(1.1))).toBe(true)
    for (const name of ['last.ckpt', '.part', '.last.ckpt.part', `${of(where!, nobody)}x`]) {
      expect(isTemporary(name)).toBe(false)
      expect(isAbandoned(name, 0)).toBe(false)
    }
  })

  it('is removed by the first write of a later one, and the work of the living is not', async () => {
    const living = [ours, of(where!, process.ppid), of(stranger, nobody)]
    const abandoned = [of(where!, nobody), of(stranger, nobody - 1)]
    for (const name of [...living, ...abandoned]) await (await open(join(root, name), 'w')).close()
    await utimes(join(root, abandoned[1]!), new Date(hours(2)), new Date(hours(2)))
    await checkpointFolder(root).write('last.ckpt', one)
    expect((await readdir(root)).sort()).toEqual([...living, 'last.ckpt'].sort())
  })
})

describe('kill -9', () => {
  let built: string
  let program: string
  beforeAll(async () => {
    built = await mkdtemp(join(tmpdir(), 'convlens-writer-'))
    program = await buildWriter(built)
  })
  afterAll(() => rm(built, { recursive: true, force: true }))

  it('leaves a whole checkpoint at 20 random moments, which is the last that was written or the next', async () => {
    let parts = 0
    for (let run = 0; run < 20; run++) {
      // The same folder: a later writer clears up after the killed ones.
      const left = await killWriter(program, root, 1000 * run, Math.random() * 40)
      expect(left.found - left.said, `run ${run}`).toBeGreaterThanOrEqual(0)
      expect(left.found - left.said, `run ${run}`).toBeLessThanOrEqual(1)
      expect(left.parts.length, 'one writer leaves one file at most').toBeLessThanOrEqual(1)
      parts += left.parts.length
    }
    // Some of the kills have hit a write, or this test has shown nothing.
    expect(parts).toBeGreaterThan(0)
  })

  it('finds no torn file where two processes write to one name', async () => {
    const writers = [startWriter(program, root, 0), startWriter(program, root, 1_000_000)]
    await Promise.all([writers[0]!.said(0), writers[1]!.said(1_000_000)])
    const seen = new Set<boolean>()
    for (let i = 0; i < 100 || (seen.size < 2 && i < 5000); i++) {
      const state = await decodeCheckpoint((await checkpointFolder(root).read('last.ckpt'))!)
      seen.add(numberOf(state) < 1_000_000)
    }
    await Promise.all(writers.map((writer) => writer.kill()))
    expect(seen.size).toBe(2)
    const store = checkpointFolder(root)
    await store.write('last.ckpt', await encodeCheckpoint(numbered(7)))
    expect(await readdir(root)).toEqual(['last.ckpt'])
  })
})
