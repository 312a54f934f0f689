import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromManifest } from '@convlens/data/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PictureFile } from '../job.ts'
import { writeDrawnFiles } from './drawn-files.ts'
import { pickFiles } from './picture-files.ts'

let folder: string
let png: string
let jpeg: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convlens-drawn-'))
  const manifests = await writeDrawnFiles(folder, ['png', 'jpeg'], { count: 6, size: 32 })
  ;[png, jpeg] = manifests as [string, string]
})

afterAll(() => rm(folder, { recursive: true }))

it('writes the same pictures as grey PNG and as JPEG in colour', async () => {
  const [greys, colours] = await Promise.all(
    [png, jpeg].map(async (manifest) => {
      const { samples } = await fromManifest(manifest)
      return Promise.all(samples.map(({ load }) => load()))
    }),
  )
  expect(greys).toHaveLength(6)
  for (const [i, grey] of greys!.entries()) {
    const colour = colours![i]!
    expect([grey.width, grey.height, grey.channels, colour.channels]).toEqual([32, 32, 1, 3])
    const off = Array.from(grey.data).map((value, p) => Math.abs(value - colour.data[3 * p]!))
    // Quality 90 loses some grey levels.
    expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(5)
  }
})

it('writes no file twice', async () => {
  const { samples } = await fromManifest(png)
  const files = await Promise.all(samples.map(async ({ read }) => Buffer.from(await read!()).toString('base64')))
  expect(new Set(files).size).toBe(6)
})

it('lists as many files as are asked for, from everywhere, and some of them to look at', async () => {
  const { manifest, files, plain } = await pickFiles(png, 3, folder)
  expect(manifest).toBe(png)
  const listed = JSON.parse(await readFile(files, 'utf8')) as PictureFile[]
  expect(listed).toEqual(
    [0, 2, 4].map((i) => ({
      id: `png/${i}.png`,
      path: join(folder, `png/${i}.png`),
      label: i < 4 ? 0 : 1,
    })),
  )
  expect(plain).toEqual(['png/0.png', 'png/2.png', 'png/4.png'])
})

it('says how many there are where they are too few', async () => {
  await expect(pickFiles(png, 7, folder)).rejects.toThrow(/lists 6 files in PNG or JPEG, expected 7 \(--pictures\)/)
})
