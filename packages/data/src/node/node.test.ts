import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { describeIf, realData } from '@convlens/testing'
import { PNG } from 'pngjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { bySplit } from '../datasets/by-split.ts'
import { findLeaks } from '../datasets/find-leaks.ts'
import { DecodeError } from '../decode/decode-error.ts'
import { createCache } from '../loader/cache.ts'
import { loader } from '../loader/loader.ts'
import { fromFolder } from './from-folder.ts'
import { fromManifest } from './from-manifest.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convlens-data-'))
})
afterEach(() => rm(root, { recursive: true }))

const picture = PNG.sync.write(new PNG({ width: 3, height: 2, fill: true }))
async function put(path: string, content: string | Uint8Array = picture): Promise<string> {
  const full = join(root, path)
  await mkdir(dirname(full), { recursive: true })
  await writeFile(full, content)
  return full
}

describe('fromFolder', () => {
  it('reads labels from folders and leaves other files alone', async () => {
    for (const path of ['b/2.png', 'a/deep/1.PNG', 'a/no-ending', 'a/notes.txt', 'a/.DS_Store', '.git/x/1.png'])
      await put(path)
    const dataset = await fromFolder(root, { group: (id) => id.slice(0, 1) })
    expect(dataset.samples.map(({ id, label, split, group }) => [id, label, split, group])).toEqual([
      ['a/deep/1.PNG', 'a', undefined, 'a'],
      ['a/no-ending', 'a', undefined, 'a'],
      ['b/2.png', 'b', undefined, 'b'],
    ])
    expect(await dataset.samples[0]!.load()).toMatchObject({ width: 3, height: 2, channels: 4 })
  })

  it('reads splits from folders, whatever their case', async () => {
    for (const path of ['Train/a/1.png', 'Validation/a/2.png', 'TEST/b/3.png']) await put(path)
    expect([...bySplit(await fromFolder(root)).keys()].sort()).toEqual(['test', 'train', 'val'])
  })

  it('takes a folder called test with pictures directly in it for a label', async () => {
    for (const path of ['test/1.png', 'other/2.png']) await put(path)
    expect((await fromFolder(root)).labels).toEqual(['other', 'test'])
  })

  it('refuses what it cannot make sense of', async () => {
    await expect(fromFolder(root)).rejects.toThrow(`no pictures in ${root}: expected <label>/* or <split>/<label>/*`)
    await put('1.png')
    await expect(fromFolder(root)).rejects.toThrow('1 lie directly in it, without a label')
    await put('train/a/1.png')
    await put('masks/a/1.png')
    await expect(fromFolder(root)).rejects.toThrow('has split folders (train) beside others (masks), expected one kind')
    await expect(fromFolder(join(root, 'absent'))).rejects.toThrow('absent does not exist, expected a folder')
    await expect(fromFolder(join(root, '1.png'))).rejects.toThrow(/1\.png is no folder|expected a folder/)
  })
})

describe('fromManifest', () => {
  it('reads columns, quoted fields, a byte order mark and masks', async () => {
    await put('x/1.png')
    const file = await put(
      'x/list.csv',
      '\uFEFFpath,label,patient_id,note,mask\r\n1.png,covid,p1,"one, ""two""",1.png\r\n\r\n2.png,normal,,,\r\n',
    )
    const { labels, samples } = await fromManifest(file)
    expect(labels).toEqual(['covid', 'normal'])
    expect(samples[0]).toMatchObject({ id: '1.png', label: 'covid', group: 'p1' })
    expect(await samples[0]!.mask!()).toMatchObject({ width: 3 })
    expect(samples[1]).not.toHaveProperty('group')
    expect(samples[1]).not.toHaveProperty('mask')
    await expect(samples[1]!.load()).rejects.toThrow('2.png')
  })

  it('takes other column names, a filter and an order of labels', async () => {
    const file = await put('list.csv', 'file,class,fold\na.png,x,1\nb.png,y,2\nc.png,x,1\n')
    const dataset = await fromManifest(file, {
      columns: { path: 'file', label: 'class', split: 'fold' },
      labels: ['y', 'x'],
      filter: ({ fold }) => fold === '1',
    })
    expect(dataset.labels).toEqual(['y', 'x'])
    expect(dataset.samples.map(({ id, split }) => [id, split])).toEqual([
      ['a.png', '1'],
      ['c.png', '1'],
    ])
  })

  it('takes paths relative to another folder, and refuses those that leave it', async () => {
    await put('pictures/1.png')
    const file = await put('lists/list.csv', 'path,label\n../pictures/1.png,a\n')
    await expect(fromManifest(file)).rejects.toThrow(
      `${file}, line 2: the path "../pictures/1.png" leaves the folder of the pictures, expected a path inside it (set root to a folder above, or allowOutside)`,
    )
    const [sample] = (await fromManifest(file, { allowOutside: true })).samples
    expect(sample!.id).toBe('../pictures/1.png')
    expect(await sample!.load()).toMatchObject({ width: 3 })
    await put('lists/list.csv', 'path,label\npictures/1.png,a\n')
    const [below] = (await fromManifest(file, { root })).samples
    expect(below!.id).toBe('pictures/1.png')
    expect(await below!.read!()).toEqual(await readFile(join(root, 'pictures/1.png')))
    expect(await below!.load(picture)).toMatchObject({ width: 3 })
  })

  it('names file, column and line of what is wrong', async () => {
    const file = await put('list.csv', 'path,class\na.png,x\n')
    await expect(fromManifest(file)).rejects.toThrow(
      `columns.label: no column 'label' in ${file}, which has path, class`,
    )
    await expect(fromManifest(file, { columns: { label: 'class', group: 'patient' } })).rejects.toThrow(
      "columns.group: no column 'patient'",
    )
    await put('list.csv', 'path,label\na.png,x\nb.png,\n')
    await expect(fromManifest(file)).rejects.toThrow(`${file}, line 3: the column 'label' is empty, expected a label`)
    await put('list.csv', 'path,label\na.png,x\na.png,y\n')
    await expect(fromManifest(file)).rejects.toThrow("two samples have the id 'a.png'")
    await put('list.csv', 'path,label\n')
    await expect(fromManifest(file)).rejects.toThrow(`no pictures in ${file}: 0 rows`)
    await put('list.csv', 'path,label\na.png\n')
    await expect(fromManifest(file)).rejects.toThrow(`${file} is no CSV file`)
    await put('list.csv', '')
    await expect(fromManifest(file)).rejects.toThrow('is no CSV file: the file is empty')
    await expect(fromManifest(join(root, 'absent.csv'))).rejects.toThrow(
      'absent.csv does not exist, expected a CSV file',
    )
  })
})

describeIf('data', realData.missing, 'real X-rays', () => {
  const spec = { version: 1, width: 64, height: 64, channels: 1, fit: 'stretch', scaling: 'unit' } as const

  it('lists the original split and finds the patients on both its sides', async () => {
    const dataset = await fromManifest(join(realData.folder, 'seed.csv'))
    expect(dataset.samples.length).toBe(282)
    // The four patients that the data's own description names.
    expect(
      findLeaks(bySplit(dataset))
        .map(({ group }) => group)
        .sort(),
    ).toEqual(['ieee8023:192+196', 'ieee8023:2', 'ieee8023:37', 'ieee8023:95'])
    expect(findLeaks(bySplit(await fromManifest(join(realData.folder, 'covid-cxr.csv'))))).toEqual([])
  })

  it('gives the same pictures from the folder as from the manifest', async () => {
    const folder = await fromFolder(join(realData.folder, 'covid-cxr'))
    expect(folder.describe()).toBe(
      'train: 288 pictures (144 covid, 144 normal)\nval: 60 pictures (30 covid, 30 normal)',
    )
    const manifest = await fromManifest(join(realData.folder, 'covid-cxr.csv'))
    expect(manifest.samples.map(({ id }) => id.replace('covid-cxr/', '')).sort()).toEqual(
      folder.samples.map(({ id }) => id),
    )
    const mask = await manifest.samples[0]!.mask!()
    const image = await manifest.samples[0]!.load()
    expect([mask.width, mask.height]).toEqual([image.width, image.height])
  })

  it('goes through odd and broken files, and reports those that no decoder reads once', async () => {
    const dataset = await fromManifest(join(realData.folder, 'wild.csv'))
    const skipped: string[] = []
    const cache = createCache()
    let read = 0
    for (let epoch = 0; epoch < 2; epoch++)
      for await (const { ids, x } of loader(dataset, {
        preprocess: spec,
        batchSize: 5,
        epoch,
        cache,
        onSkip: ({ id }, error) => skipped.push(`${id}: ${DecodeError.isInstance(error) ? error.code : 'other'}`),
      })) {
        read += ids.length
        expect(x.every((value) => value >= 0 && value <= 1.000001)).toBe(true)
      }
    expect(read).toBe(2 * 20)
    expect(skipped.sort()).toEqual(['wild/broken-empty.jpg: empty', 'wild/png-bomb-12000x12000.png: too-large'])
  })
})
