import { describe, expect, it } from 'vitest'

import { fromDrop } from './from-drop.ts'

/** Folders and files as the File and Directory Entries API gives them: two entries at a time, then none. */
function entry(name: string, children?: FileSystemEntry[]): FileSystemEntry {
  const plain = { name, isFile: children === undefined, isDirectory: children !== undefined }
  const file = (done: (file: File) => void) => done(new File(['<html>'], name))
  const createReader = () => {
    const left = [...children!]
    return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(left.splice(0, 2)) }
  }
  return { ...plain, file, createReader } as unknown as FileSystemEntry
}
const drop = (...entries: FileSystemEntry[]) =>
  ({ items: entries.map((one) => ({ kind: 'file', webkitGetAsEntry: () => one })) }) as unknown as DataTransfer
const files = (...names: string[]) => names.map((name) => entry(name))

describe('fromDrop', () => {
  it('looks into the one folder that was dropped, however many files it has', async () => {
    const { samples } = await fromDrop(
      drop(entry('xrays', [entry('a', files('1.png', '2.png', '3.png')), entry('b', files('4.png'))])),
    )
    expect(samples.map(({ id, label }) => [id, label])).toEqual([
      ['a/1.png', 'a'],
      ['a/2.png', 'a'],
      ['a/3.png', 'a'],
      ['b/4.png', 'b'],
    ])
    await expect(samples[0]!.load()).rejects.toThrow('the file is no picture')
  })

  it('takes several folders for labels, and files with a function', async () => {
    expect((await fromDrop(drop(entry('b', files('1.png')), entry('a', files('2.png'))))).labels).toEqual(['a', 'b'])
    const loose = await fromDrop(drop(...files('x-1.png', 'y-2.png')), { label: (path) => path[0]!, source: () => 's' })
    expect(loose.samples.map(({ label, source }) => [label, source])).toEqual([
      ['x', 's'],
      ['y', 's'],
    ])
  })

  it('refuses what is no file, and ends with its signal', async () => {
    const text = { items: [{ kind: 'string' }] } as unknown as DataTransfer
    await expect(fromDrop(text)).rejects.toThrow('dropped: 1 items and no file among them, expected folders or files')
    await expect(fromDrop(drop(entry('a', files('1.txt'))))).rejects.toThrow('no pictures in the chosen folder')
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(fromDrop(drop(entry('a', [])), { signal })).rejects.toThrow('enough')
  })
})
