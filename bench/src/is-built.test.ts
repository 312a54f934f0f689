import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isBuilt } from './is-built.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convlens-built-'))
})

afterEach(() => rm(folder, { recursive: true }))

async function write(path: string, seconds: number): Promise<void> {
  const file = join(folder, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, '')
  await utimes(file, seconds, seconds)
}

const built = (): Promise<boolean> => isBuilt(join(folder, 'package.json'))

it('takes a build that is younger than all sources, also those further down', async () => {
  await write('src/index.ts', 100)
  await write('src/node/index.ts', 200)
  expect(await built()).toBe(false)
  await write('dist/index.js', 300)
  expect(await built()).toBe(true)
  await write('src/node/index.ts', 400)
  expect(await built()).toBe(false)
})
