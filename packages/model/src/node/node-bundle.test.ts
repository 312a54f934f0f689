import { useBackend } from '@convlens/backend/node'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { rejection, smallClassifier } from '../bundle/bundle.test-support.ts'
import { loadClassifier } from './load-classifier.ts'
import { saveClassifier } from './save-classifier.ts'

/** What the disk is to refuse: code, and the how-manieth call. */
const faults = vi.hoisted(() => ({
  write: undefined as string | undefined,
  writes: 0,
  rename: undefined as string | undefined,
  renames: 0,
}))

const failure = vi.hoisted(() => (code: string) => Object.assign(new Error(code), { code }))

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>()
  return {
    ...fs,
    open: async (...args: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...args)
      const { writeFile: write } = handle
      handle.writeFile = async (data: never) => {
        if (faults.write !== undefined && --faults.writes < 0) throw failure(faults.write)
        return write.call(handle, data)
      }
      return handle
    },
    rename: async (from: string, to: string) => {
      if (faults.rename !== undefined && faults.renames-- === 0) throw failure(faults.rename)
      return fs.rename(from, to)
    },
  }
})

let root: string
beforeAll(async () => {
  await useBackend('cpu')
})
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convlens-bundle-'))
})
afterEach(async () => {
  Object.assign(faults, { write: undefined, writes: 0, rename: undefined, renames: 0 })
  await rm(root, { recursive: true, force: true })
})

async function save(dir: string, seed = 1): Promise<void> {
  const classifier = smallClassifier(seed)
  try {
    await saveClassifier(dir, classifier)
  } finally {
    classifier.model.dispose()
  }
}

async function seedOf(dir: string): Promise<unknown> {
  const { model, provenance } = await loadClassifier(dir)
  model.dispose()
  return provenance['seed']
}

describe('saveClassifier and loadClassifier', () => {
  it('make the folders that are missing, and leave three files and nothing else', async () => {
    const dir = join(root, 'runs', 'first', 'model')
    await save(dir)
    expect((await readdir(dir)).sort()).toEqual(['classifier.json', 'model.json', 'weights.bin'])
    expect(await readdir(join(root, 'runs', 'first'))).toEqual(['model'])
    expect(await seedOf(dir)).toBe(1)
  })

  it('replace an existing bundle, and an empty folder', async () => {
    const dir = join(root, 'model')
    await mkdir(dir)
    await save(dir, 1)
    await save(dir, 2)
    expect(await seedOf(dir)).toBe(2)
    expect(await readdir(root)).toEqual(['model'])
  })

  it('refuse to replace a folder that holds something else', async () => {
    await writeFile(join(root, 'thesis.txt'), 'all my work')
    expect(await rejection(save(root))).toMatchObject({
      code: 'unwritable',
      message: expect.stringContaining("holds 'thesis.txt'"),
    })
    expect(await readdir(root)).toEqual(['thesis.txt'])
  })
})

describe('a save that fails', () => {
  const cases: [string, Partial<typeof faults>, string][] = [
    ['the disk is full at the first file', { write: 'ENOSPC' }, 'the disk is full (ENOSPC)'],
    ['the disk is full at the last file', { write: 'ENOSPC', writes: 2 }, 'the disk is full (ENOSPC)'],
    ['the disk is read-only', { write: 'EROFS' }, 'the disk is read-only (EROFS)'],
    ['the old bundle cannot be moved away', { rename: 'EACCES' }, 'there is no permission (EACCES)'],
    ['the new bundle cannot be moved in', { rename: 'EIO', renames: 1 }, 'the disk failed (EIO)'],
  ]
  it.each(cases)('leaves the old bundle and nothing half-written: %s', async (_, fault, clause) => {
    const dir = join(root, 'model')
    await save(dir, 1)
    Object.assign(faults, fault)
    const error = await rejection(save(dir, 2))
    expect(error).toMatchObject({
      name: 'BundleError',
      code: 'unwritable',
      message: `could not save the classifier to ${dir}: ${clause}; what was there before is unchanged`,
    })
    expect(await readdir(root)).toEqual(['model'])
    expect(await seedOf(dir)).toBe(1)
  })

  it('names a path that goes through a file', async () => {
    await writeFile(join(root, 'file'), '')
    expect(await rejection(save(join(root, 'file', 'model')))).toMatchObject({ code: 'unwritable' })
  })

  it('can be cut off between the renames: the old bundle is found, and the next save succeeds', async () => {
    const dir = join(root, 'model')
    await save(dir, 1)
    await rename(dir, join(root, '.model.previous'))
    expect(await seedOf(dir)).toBe(1)
    await save(dir, 2)
    expect(await seedOf(dir)).toBe(2)
    expect(await readdir(root)).toEqual(['model'])
  })
})

describe('loadClassifier refuses', () => {
  it('a folder that is not there, and one without a bundle', async () => {
    const dir = join(root, 'nothing')
    const message = `there is no classifier in ${dir}: none of model.json, weights.bin, classifier.json is there`
    expect(await rejection(loadClassifier(dir))).toMatchObject({ code: 'missing', message })
    expect(await rejection(loadClassifier(root))).toMatchObject({ code: 'missing' })
  })

  it.each(['model.json', 'weights.bin', 'classifier.json'])('a bundle without %s', async (name) => {
    const dir = join(root, 'model')
    await save(dir)
    await unlink(join(dir, name))
    const message = `the classifier in ${dir} is not whole: ${name} missing`
    expect(await rejection(loadClassifier(dir))).toMatchObject({ code: 'missing', message })
  })

  it('a bundle with changed labels, naming the folder', async () => {
    const dir = join(root, 'model')
    await save(dir)
    const path = join(dir, 'classifier.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"covid"', '"healthy"'))
    expect(await rejection(loadClassifier(dir))).toMatchObject({
      code: 'tampered',
      message: expect.stringContaining(
        `refused the classifier in ${dir}: classifier.json was changed after it was saved`,
      ),
    })
  })
})
