import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { jsonLine, parseJsonLines } from './json-lines.ts'
import { batchInfo, epochResult } from './logs.test-support.ts'

const number = fc.double().map((value) => value + 0)

it('gives back every number, infinities and NaN included, of any beginning of a file', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ loss: number, auc: number, batch: fc.boolean() })), fc.nat(), (all, at) => {
      const records = all.map(({ loss, auc, batch }, i) =>
        batch
          ? { type: 'batch' as const, ...batchInfo(i), loss }
          : { type: 'epoch' as const, ...epochResult(i, { loss, valMetrics: { auc } }) },
      )
      const text = records.map(jsonLine).join('')
      const cut = text.slice(0, at % (text.length + 1))
      expect(parseJsonLines(cut)).toEqual(records.slice(0, cut.split('\n').length - 1))
    }),
  )
})

it('leaves strings that are none of its three alone, and says nothing of restoring', () => {
  const [record] = parseJsonLines(jsonLine({ type: 'epoch', ...epochResult(1, { stopped: 'early', restored: true }) }))
  expect(record).toEqual({ type: 'epoch', ...epochResult(1, { stopped: 'early' }) })
})

it.each(['{"type":"other"}', '[1', 'null', '{"type":"batch","epoch":1}'])(
  'refuses the line %s, and says which it is',
  (bad) => {
    const text = `${jsonLine({ type: 'batch', ...batchInfo(0) })}${bad}\n`
    expect(() => parseJsonLines(text)).toThrow(/line 2 is no batch and no epoch/)
  },
)
