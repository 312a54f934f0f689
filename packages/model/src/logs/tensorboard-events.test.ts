import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import golden from '../../golden/event-files.json' with { type: 'json' }
import { crc32c, maskedCrc32c } from './crc32c.ts'
import { encodeFileVersion, encodeScalars, eventFacts } from './event.ts'
import { batchInfo, epochResult } from './logs.test-support.ts'
import { epochEvents, eventFileName, eventFileStart } from './tensorboard-events.ts'
import { parseTfRecords, tfRecord } from './tf-record.ts'

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const tags = (record: Uint8Array): string[] => eventFacts(parseTfRecords(record)[0]!.data).tags
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

// Source of the bytes: golden/event-files.py (the writer of tensorboard itself).
describe('against tensorboard', () => {
  it.each(golden.crc32c)('has its checksum of $hex', ({ hex, crc, masked }) => {
    expect(crc32c(bytesOf(hex))).toBe(crc)
    expect(maskedCrc32c(bytesOf(hex))).toBe(masked)
  })

  it('writes its bytes for the start of a file', () => {
    const { wallTime, hex } = golden.events[0]!
    expect(hexOf(encodeFileVersion(wallTime))).toBe(hex)
    expect(golden.files.train.startsWith(hexOf(eventFileStart(wallTime)))).toBe(true)
  })

  it.each(golden.events.slice(1))('writes its bytes for step $step', ({ wallTime, step, scalars, hex }) => {
    const numbers = new Map(scalars.map(([tag, value]) => [tag!, Number(value)]))
    expect(hexOf(encodeScalars({ wallTime, step, scalars: numbers }))).toBe(hex)
  })

  it('reads step and tags in them', () => {
    for (const { step, scalars, hex } of golden.events)
      expect(eventFacts(bytesOf(hex))).toEqual({ step, tags: scalars.map(([tag]) => tag) })
  })
})

describe('records', () => {
  const data = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 })

  it('come back whole from any beginning of a file', () => {
    fc.assert(
      fc.property(data, fc.nat(), (all, at) => {
        const file = Buffer.concat(all.map(tfRecord))
        const cut = file.subarray(0, at % (file.length + 1))
        let end = 0
        const whole = all.filter((each) => (end += each.length + 16) <= cut.length)
        expect(parseTfRecords(cut).map(({ data: read }) => hexOf(read))).toEqual(whole.map(hexOf))
      }),
    )
  })

  it('end before the one in which a bit was turned', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.nat({ max: 7 }), (each, at, bit) => {
        const first = tfRecord(Uint8Array.of(1, 2, 3))
        const second = tfRecord(each)
        second[at % second.length]! ^= 1 << bit
        expect(parseTfRecords(Buffer.concat([first, second]))).toHaveLength(1)
      }),
    )
  })
})

describe('an event of another program', () => {
  it('is read though it has fields we do not know', () => {
    // Field 9 (varint), 10 (bytes), 11 (8 bytes) and 12 (4 bytes), then step 5.
    const odd = [0x48, 0x96, 0x01, 0x52, 0x01, 0xff, 0x59, 1, 2, 3, 4, 5, 6, 7, 8, 0x65, 1, 2, 3, 4, 0x10, 5]
    expect(eventFacts(Uint8Array.from(odd))).toEqual({ step: 5, tags: [] })
  })

  it.each([
    ['within a number', [0x10, 0x80]],
    ['within a field', [0x2a, 5, 0]],
    ['with a field of an unknown kind', [0x0b]],
  ])('is refused where it ends %s', (_, odd) => {
    expect(() => eventFacts(Uint8Array.from(odd))).toThrow(/^event: /)
  })
})

describe('epochEvents', () => {
  it('sorts the numbers into the runs of Keras', () => {
    const { train, validation } = epochEvents(epochResult(3, { bestEpoch: 1 }), 1)
    expect(tags(train)).toEqual(['epoch_loss', 'epoch_accuracy', 'epoch_learning_rate'])
    expect(tags(validation!)).toEqual(['epoch_loss', 'epoch_accuracy', 'epoch_auc', 'epoch_sensitivity'])
  })

  it('has no validation where there was none', () => {
    const { epoch, learningRate } = batchInfo(0)
    const events = epochEvents({ epoch, loss: 1, accuracy: 0, valMetrics: {}, learningRate, seconds: 1 }, 1)
    expect(events).not.toHaveProperty('validation')
  })
})

describe('eventFileName', () => {
  it('sorts by age', () => {
    expect(eventFileName(1700000000.9, 'ward-3.local')).toBe('events.out.tfevents.1700000000.ward-3.local')
    expect(eventFileName(5, 'a') < eventFileName(1e9, 'a')).toBe(true)
  })

  it.each([
    [-1, 'a', /^seconds: .*got -1/],
    [1e10, 'a', /^seconds/],
    [1, '../a', /^host: .*"..\/a"/],
    [1, '', /^host/],
  ])('refuses %d and %j', (seconds, host, message) => {
    expect(() => eventFileName(seconds, host)).toThrow(message)
  })
})
