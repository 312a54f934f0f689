import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { csvRecord, parseCsvRecord } from './csv-cells.ts'
import { historyCsv, parseHistory } from './history-csv.ts'
import { epochResult } from './logs.test-support.ts'

const line = (text: string): string => `${text}\n`
const header = 'epoch,loss,accuracy,val_loss,val_accuracy,val_auc,learning_rate,seconds'
const plain = { accuracy: 0.25, valMetrics: {}, learningRate: 1e-7, seconds: 2 }

describe('historyCsv', () => {
  it('has the columns of the stable format, epochs from 1, and every digit', () => {
    const measured = { ...plain, epoch: 0, loss: 0.1 + 0.2, valLoss: 1e21, valAccuracy: 1, valMetrics: { auc: 0.9 } }
    expect(historyCsv([measured])).toBe(line(header) + line('1,0.30000000000000004,0.25,1e+21,1,0.9,1e-7,2'))
  })

  it('leaves a cell empty where nothing was measured or the value is no number, and keeps infinity', () => {
    const rows = [
      { ...plain, epoch: 0, loss: Number.NaN },
      { ...plain, epoch: 1, loss: Number.POSITIVE_INFINITY, valMetrics: { auc: Number.NaN } },
    ]
    expect(historyCsv(rows)).toBe(line(header) + line('1,,0.25,,,,1e-7,2') + line('2,Infinity,0.25,,,,1e-7,2'))
  })

  it('puts further metrics of any epoch before the learning rate', () => {
    const rows = [
      { ...plain, epoch: 0, loss: 1, valMetrics: { 'a,b': 1 } },
      { ...plain, epoch: 1, loss: 1, valMetrics: { auc: 0, f1: 2 } },
    ]
    expect(historyCsv(rows)).toBe(
      line('epoch,loss,accuracy,val_loss,val_accuracy,val_auc,"val_a,b",val_f1,learning_rate,seconds') +
        line('1,1,0.25,,,,1,,1e-7,2') +
        line('2,1,0.25,,,0,,2,1e-7,2'),
    )
  })

  it.each(['loss', 'accuracy', '', 'two\nlines'])('refuses a metric named %j', (name) => {
    const results = [epochResult(0, { valMetrics: { [name]: 1 } })]
    expect(() => historyCsv(results)).toThrow(/metrics: expected a name/)
  })
})

describe('parseHistory', () => {
  it('reads whole lines of any beginning of a file, and never half a line', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !/[\p{Cc}]|^loss$|^accuracy$/u.test(text))
    const value = fc.double({ noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(name, value), { maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, share) => {
          const text = historyCsv(all.map((valMetrics, epoch) => epochResult(epoch, { valMetrics })))
          const cut = text.slice(0, Math.round(share * text.length))
          const { columns, rows } = parseHistory(cut)
          expect(rows.length).toBe(Math.max(0, cut.split('\n').length - 2))
          for (const [i, row] of rows.entries()) {
            expect(Number(row.get('epoch'))).toBe(i + 1)
            for (const [metric, number] of Object.entries(all[i]!)) {
              expect(columns).toContain(`val_${metric}`)
              expect(Number(row.get(`val_${metric}`))).toBe(number === 0 ? 0 : number)
            }
          }
        },
      ),
    )
  })

  it.each([
    ['another table', 'id,score\n1,2\n', /expected the columns epoch,loss/],
    ['a line with too few cells', `${header}\n1,2\n`, /line 2 has not the 8 cells/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseHistory(text)).toThrow(message)
  })
})

describe('csvRecord', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
        expect(parseCsvRecord(csvRecord(cells))).toEqual(cells)
      }),
    )
  })

  it('knows no cells where a quote is left open or stands within a cell', () => {
    expect(parseCsvRecord('a,"b')).toBeUndefined()
    expect(parseCsvRecord('a,b"c"')).toBeUndefined()
  })
})
