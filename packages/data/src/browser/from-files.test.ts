import { describe, expect, it } from 'vitest'

import { fromFiles } from './from-files.ts'

/** A file as `<input webkitdirectory>` gives it. */
function chosen(path: string): File {
  const file = new File(['x'], path.slice(path.lastIndexOf('/') + 1))
  Object.defineProperty(file, 'webkitRelativePath', { value: path })
  return file
}

describe('fromFiles', () => {
  it('reads labels and splits from the paths below the chosen folder', () => {
    const dataset = fromFiles(['xrays/train/covid/1.png', 'xrays/val/normal/2.png', 'xrays/read.me'].map(chosen))
    expect(dataset.samples.map(({ id, label, split }) => [id, label, split])).toEqual([
      ['train/covid/1.png', 'covid', 'train'],
      ['val/normal/2.png', 'normal', 'val'],
    ])
  })

  it('takes labels from a function, for files without folders', async () => {
    const dataset = fromFiles([new File(['<html>'], 'covid-1.png')], {
      label: ({ name }) => name.split('-')[0]!,
      group: (id) => id,
    })
    expect(dataset.samples[0]).toMatchObject({ id: 'covid-1.png', label: 'covid', group: 'covid-1.png' })
    await expect(dataset.samples[0]!.load()).rejects.toThrow('the file is no picture')
  })

  it('refuses files without labels, without pictures, and of one name', () => {
    expect(() => fromFiles([new File([], '1.png')])).toThrow(
      'no pictures in the chosen folder in subfolders (1 lie directly in it',
    )
    expect(() => fromFiles([new File([], 'a.txt')], { label: () => 'x' })).toThrow('no pictures among the 1 files')
    expect(() => fromFiles([chosen('x/a/1.png'), chosen('x/a/1.png')])).toThrow("two files are called 'a/1.png'")
  })
})
