import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { ConvlensDataError } from '../data-error.ts'
import { createDataset } from '../dataset.ts'
import { readManifest } from './manifest.ts'
import type { ManifestOptions } from './manifest.ts'
import { normalisePath } from './picture-path.ts'

const read = (text: string, options?: ManifestOptions) => readManifest(new TextEncoder().encode(text), 'x.csv', options)
const load = () => Promise.reject(new Error('not needed'))

describe('readManifest', () => {
  it('reads other delimiters, blanks around names, and UTF-16 with a byte order mark', () => {
    expect(read('label; path\na; 1.png \n', { delimiter: ';' })).toMatchObject([{ path: '1.png', label: 'a' }])
    const text = '\uFEFFpath,label\n1.png,é\n'
    const little = new Uint8Array(Uint16Array.from(text, (char) => char.charCodeAt(0)).buffer)
    const big = little.map((_, i) => little[i ^ 1]!)
    for (const bytes of [little, big])
      expect(readManifest(bytes, 'x.csv')[0]).toMatchObject({ path: '1.png', label: 'é' })
    expect(() => readManifest(Uint8Array.from([0x70, 0xe9, 0x0a]), 'x.csv')).toThrow(
      'x.csv is no CSV file: its bytes are no UTF-8 text',
    )
  })

  it('refuses columns that stand twice where they are asked for', () => {
    expect(() => read('path,label,label\n1.png,a,b\n')).toThrow(
      "columns.label: two columns of x.csv are called 'label', expected one",
    )
    const rows: unknown[] = []
    read('path,label,note,note\n1.png,a,one,two\n', { filter: (row) => rows.push(row) > 0 })
    expect(rows).toEqual([{ path: '1.png', label: 'a', note: 'one' }])
  })

  it('refuses paths that leave the folder, unless they are allowed', () => {
    for (const path of [
      '../1.png',
      'a/../../1.png',
      '/1.png',
      'C:\\1.png',
      '\\\\host\\1.png',
      'file:///1.png',
      'a/../C:/1.png',
    ])
      expect(() => read(`path,label\n0.png,a\n${path},a\n`), path).toThrow(
        `x.csv, line 3: the path ${JSON.stringify(path)} leaves the folder of the pictures, expected a path inside it`,
      )
    expect(() => read('path,label,mask\n1.png,a,../m.png\n')).toThrow('x.csv, line 2: the mask "../m.png" leaves')
    expect(read('path,label\n../a/../1.png,a\n', { allowOutside: true })[0]!.path).toBe('../1.png')
    expect(() => read('path,label\n.,a\n')).toThrow('the path "." names the folder itself, expected a file')
    expect(() => read('path,label\n1\0.png,a\n')).toThrow('has a zero character')
  })

  it('keeps the columns that are asked for, where they are there and say something', () => {
    const text = 'path,label,sex,age,note\n1.png,a,F, 55 ,x\n2.png,b,,,\n'
    const [one, two] = read(text, { attributes: ['sex', 'age', 'view'] })
    expect(one!.attributes).toEqual({ sex: 'F', age: '55' })
    expect(two!.attributes).toBeUndefined()
    expect(read(text)[0]!.attributes).toBeUndefined()
  })

  it('gives one file one name', () => {
    expect(read('path,label\n.\\a\\\\b/../c.png,a\n')[0]!.path).toBe('a/c.png')
    const entries = read('path,label\na/1.png,a\n./a/1.png,b\n')
    expect(() => createDataset(entries.map(({ path, label }) => ({ id: path, label, load })))).toThrow(
      "two samples have the id 'a/1.png'",
    )
  })

  it('answers any bytes with entries inside the folder or an error of its own', () => {
    const plain = fc.constantFrom('a.png', 'b/', './', '../')
    const odd = fc.constantFrom('/', '\\', 'C:', '\0', ' ', '"', ',', '\n', '\uFEFF')
    const unit = fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: odd })
    const row = fc.tuple(
      fc.string({ unit, maxLength: 5 }),
      fc.constantFrom(',a\n', ',a\r\n', ',"b"\n', ',a,m/1.png\n', '\n', ''),
    )
    const lines = fc.array(row, { maxLength: 3 }).map((rows) => rows.flat().join(''))
    let found = 0
    fc.assert(
      fc.property(
        fc.constantFrom('', 'path,label\n', 'path,label\n', 'path,label,mask\r\n'),
        lines,
        fc.uint8Array({ maxLength: 8 }),
        (head, text, noise) => {
          const bytes = new TextEncoder().encode(head + text)
          if (bytes.length > 0 && noise.length > 6) for (const value of noise) bytes[value % bytes.length] = value
          try {
            for (const { path, mask } of readManifest(bytes, 'x.csv'))
              for (const one of [path, ...(mask === undefined ? [] : [mask])]) {
                expect(normalisePath(one)).toEqual({ path: one, outside: false })
                found++
              }
          } catch (error) {
            if (!ConvlensDataError.isInstance(error)) throw error
            expect(error.message).toContain('x.csv')
          }
        },
      ),
      { seed: 7, numRuns: 5000 },
    )
    expect(found).toBeGreaterThan(100)
  })

  it('reads 200,000 rows', () => {
    const rows = Array.from(
      { length: 200_000 },
      (_, i) => `folder/${i}.png,${i % 2 === 0 ? 'a' : 'b'},p${i >> 2},"x, ""y"""`,
    )
    const entries = read(`path,label,patient_id,note\n${rows.join('\n')}`)
    expect(entries.length).toBe(200_000)
    expect(entries.at(-1)).toMatchObject({ path: 'folder/199999.png', label: 'b', group: 'p49999' })
  })
})
