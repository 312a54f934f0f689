import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseCsv } from './csv.ts'

const fields = (text: string, delimiter?: string): string[][] => {
  const { header, rows } = parseCsv(text, delimiter === undefined ? {} : { delimiter })
  return [header, ...rows.map((row) => row.fields)]
}
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

describe('parseCsv', () => {
  it('reads quotes, line breaks in fields, a byte order mark and three kinds of line ends', () => {
    expect(parseCsv('\uFEFFa,b\r\n"1, ""one""","x\r\ny\nz"\n\n3,\r,"4"')).toEqual({
      header: ['a', 'b'],
      rows: [
        { fields: ['1, "one"', 'x\r\ny\nz'], line: 2 },
        { fields: ['3', ''], line: 6 },
        { fields: ['', '4'], line: 7 },
      ],
    })
    expect(fields('a;b\n1,5;2\n', ';')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ])
    expect(fields('a\n""\n')).toEqual([['a'], ['']])
    expect(parseCsv('\n\r\n')).toEqual({ header: [], rows: [] })
  })

  it('names the line of what is wrong', () => {
    expect(() => parseCsv('a,b\n1,2\n3\n')).toThrow('line 3: 1 fields, expected 2 as in the header')
    expect(() => parseCsv('a,b\n1,"2\n3')).toThrow('line 2: a quote that is never closed')
    expect(() => parseCsv('a,b\n1,x"2"\n')).toThrow('line 2: a quote inside a field without quotes')
    expect(() => parseCsv('a,b\n1,"2"x\n')).toThrow('line 2: "x" after a closing quote, expected ","')
    expect(() => parseCsv('a', { delimiter: '\n' })).toThrow('delimiter: "\\n" given')
  })

  it('reads back what was written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', ',', '"', '\n', '\r', '\r\n', ' ', ';'), maxLength: 6 })
    const end = fc.constantFrom('\n', '\r\n', '\r')
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((n) => fc.array(fc.array(field, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 6 }))
    fc.assert(
      fc.property(table, end, (rows, lineEnd) => {
        expect(fields(rows.map((row) => row.map(quoted).join(',')).join(lineEnd))).toEqual(rows)
      }),
      { seed: 7, numRuns: 1000 },
    )
  })

  it('agrees with another parser on any text that both accept, and throws nothing but what it says', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ',', '"', '""', '\n', '\r\n', ' ', 'a,b\n', '"x"'),
      maxLength: 40,
    })
    let both = 0
    fc.assert(
      fc.property(text, (csv) => {
        let ours: string[][] | undefined
        let theirs: string[][] | undefined
        try {
          ours = fields(csv)
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError)
        }
        try {
          theirs = parse(csv, { skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'] })
        } catch {}
        expect(ours === undefined).toBe(theirs === undefined)
        if (ours === undefined || theirs === undefined) return
        both++
        expect(ours).toEqual(theirs.length === 0 ? [[]] : theirs)
      }),
      { seed: 7, numRuns: 5000 },
    )
    expect(both).toBeGreaterThan(500)
  })
})
