/** All logs on disk: what a killed and resumed run leaves equals what an uninterrupted one does. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import golden from '../../../golden/event-files.json' with { type: 'json' }
import { eventFacts } from '../../logs/event.ts'
import { historyCsv } from '../../logs/history-csv.ts'
import { jsonLine } from '../../logs/json-lines.ts'
import { batchInfo, epochResult } from '../../logs/logs.test-support.ts'
import { parseTfRecords } from '../../logs/tf-record.ts'
import type { LogOptions, TrainingLog } from '../../logs/training-log.ts'
import { AppendFile } from './append-file.ts'
import { historyCsvFile } from './history-csv-file.ts'
import { jsonLinesFile } from './json-lines-file.ts'
import { tensorBoardFolder } from './tensorboard-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'convlens-logs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const clock = { now: () => 1700000000.25, host: 'here' }
const STEPS = 3
const EPOCHS = 4

/** Paths of all files below the folder, in order. */
const filesIn = (at: string): string[] =>
  (existsSync(at) ? readdirSync(at, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

const openers: Record<string, (at: string, options?: LogOptions) => TrainingLog> = {
  historyCsvFile: (at, options) => historyCsvFile(join(at, 'run', 'history.csv'), options),
  jsonLinesFile: (at, options) => jsonLinesFile(join(at, 'run', 'log.jsonl'), options),
  tensorBoardFolder: (at, options) => tensorBoardFolder(join(at, 'run'), { ...clock, ...options }),
}

/** Contents of a log, file by file, whatever the names of event files are. */
const contents = (at: string): string[] => filesIn(at).map((path) => readFileSync(path).toString('latin1'))

/** What a run from `step` on tells a log: first the epochs that it restored. */
function calls(log: TrainingLog, step = 0): (() => unknown)[] {
  const all: (() => unknown)[] = []
  for (let epoch = 0; epoch < Math.floor(step / STEPS); epoch++)
    all.push(() => log.epoch(epochResult(epoch, { restored: true })))
  for (let at = step; at < STEPS * EPOCHS; at++) {
    all.push(() => log.batch?.(batchInfo(at, STEPS)))
    if (at % STEPS === STEPS - 1) all.push(() => log.epoch(epochResult(Math.floor(at / STEPS))))
  }
  return all
}

describe.each(Object.entries(openers))('%s', (_name, open) => {
  const whole = async (at: string): Promise<string[]> => {
    const log = open(at)
    for (const call of calls(log)) await call()
    await log.close()
    return contents(at)
  }

  it('is the same after a kill at any moment, a torn end and a resumed run as without', async () => {
    const uninterrupted = await whole(join(folder, 'whole'))
    const count = EPOCHS * (STEPS + 1)
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: count }),
        fc.nat({ max: STEPS * EPOCHS - 1 }),
        fc.nat({ max: 200 }),
        async (killedAfter, checkpoint, torn) => {
          const at = join(folder, String(run++))
          const log = open(at)
          for (const call of calls(log).slice(0, killedAfter)) await call()
          await log.close()
          const done = killedAfter - Math.floor(killedAfter / (STEPS + 1))
          const from = Math.min(checkpoint, done)
          tear(at, torn, done === from && killedAfter % (STEPS + 1) !== 0)

          const resumed = open(at, { resume: true })
          for (const call of calls(resumed, from)) await call()
          await resumed.close()
          expect(contents(at)).toEqual(uninterrupted)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('starts at the beginning where there is nothing to resume', async () => {
    const log = open(join(folder, 'none'), { resume: true })
    for (const call of calls(log)) await call()
    await log.close()
    expect(contents(join(folder, 'none'))).toEqual(await whole(join(folder, 'whole')))
  })

  it('is resumed though the run was killed before its first record', async () => {
    const at = join(folder, 'early')
    const log = open(at)
    await log.epoch(epochResult(0))
    await log.close()
    for (const path of filesIn(at)) truncateSync(path, 0)
    const resumed = open(at, { resume: true })
    for (const call of calls(resumed)) await call()
    await resumed.close()
    expect(contents(at)).toEqual(await whole(join(folder, 'whole')))
  })

  it('takes out an epoch that was aborted and comes again', async () => {
    const at = join(folder, 'aborted')
    const log = open(at)
    for (const call of calls(log).slice(0, STEPS + 2)) await call()
    await log.epoch(epochResult(1, { stopped: 'aborted' }))
    await log.close()
    const resumed = open(at, { resume: true })
    for (const call of calls(resumed, STEPS + 1)) await call()
    await resumed.close()
    expect(contents(at)).toEqual(await whole(join(folder, 'whole')))
  })

  it('refuses to write where it was closed, and to be made where a file is in the way', async () => {
    const log = open(join(folder, 'closed'))
    await log.close()
    await log.close()
    await expect(async () => log.epoch(epochResult(0))).rejects.toThrow(/the log .* was closed/)
    mkdirSync(join(folder, 'blocked'))
    writeFileSync(join(folder, 'blocked', 'run'), '')
    const blocked = async () => open(join(folder, 'blocked')).epoch(epochResult(0))
    await expect(blocked).rejects.toThrow(/could not write the log .*blocked/)
  })
})

/** Cuts up to `bytes` off the last record that was written; not of the step before the checkpoint, which was logged before it. */
function tear(at: string, bytes: number, lastIsNeeded: boolean): void {
  if (lastIsNeeded) return
  for (const path of filesIn(at)) {
    const content = readFileSync(path)
    const records = path.includes('tfevents')
      ? parseTfRecords(content).map(({ framed }) => framed.length)
      : content
          .toString()
          .split(/(?<=\n)/)
          .map((line) => Buffer.byteLength(line))
    if (records.length > 1) truncateSync(path, content.length - Math.min(bytes, records.at(-1)!))
  }
}

describe('historyCsvFile', () => {
  it('equals historyCsv at every moment', async () => {
    const path = join(folder, 'history.csv')
    writeFileSync(path, 'of another run')
    const log = historyCsvFile(path)
    const results = [epochResult(0, { valMetrics: {} }), epochResult(1), epochResult(2, { valMetrics: { 'a "b"': 1 } })]
    expect(readFileSync(path, 'utf8')).toBe(historyCsv([]))
    for (const [i, result] of results.entries()) {
      await log.epoch(result)
      expect(readFileSync(path, 'utf8')).toBe(historyCsv(results.slice(0, i + 1)))
    }
    await log.close()
    expect(readdirSync(folder)).toEqual(['history.csv'])
  })

  it('refuses to go on with a file that is no history, and leaves it alone', () => {
    const path = join(folder, 'history.csv')
    writeFileSync(path, 'id,label\n1,covid\n')
    expect(() => historyCsvFile(path, { resume: true })).toThrow(RangeError)
    expect(readFileSync(path, 'utf8')).toBe('id,label\n1,covid\n')
  })
})

describe('jsonLinesFile', () => {
  it('holds what jsonLine makes of batches and epochs', async () => {
    const path = join(folder, 'log.jsonl')
    const log = jsonLinesFile(path)
    log.batch(batchInfo(4))
    await log.epoch(epochResult(1))
    expect(readFileSync(path, 'utf8')).toBe(
      jsonLine({ type: 'batch', ...batchInfo(4) }) + jsonLine({ type: 'epoch', ...epochResult(1) }),
    )
    await log.close()
  })
})

describe('tensorBoardFolder', () => {
  it("writes the bytes of tensorboard's own writer", async () => {
    const log = tensorBoardFolder(folder, clock)
    const step = { epoch: 0, samples: 8 }
    log.batch({ ...step, batch: 0, step: 0, loss: 0.75, learningRate: 0.001, gradientNorm: 2.5 })
    log.batch({ ...step, batch: 1, step: 1, loss: 0.5, learningRate: 0.001, gradientNorm: 1.25 })
    await log.epoch(
      epochResult(0, { loss: 0.625, accuracy: 0.5, valLoss: 0.7, valAccuracy: 0.25, valMetrics: { auc: 0.875 } }),
    )
    await log.close()
    for (const run of ['train', 'validation'] as const) {
      const bytes = readFileSync(join(folder, run, 'events.out.tfevents.1700000000.here'))
      expect(bytes.toString('hex')).toBe(golden.files[run])
    }
  })

  it('writes a second run beside the first, and moves a file only when something is taken out', async () => {
    const names = () => readdirSync(join(folder, 'train')).map((name) => name.split('.')[3])
    for (const seconds of [['1700000000'], ['1700000000', '1700000001']]) {
      const log = tensorBoardFolder(folder, clock)
      for (const call of calls(log).slice(0, 2)) await call()
      await log.close()
      expect(names()).toEqual(seconds)
    }
    const further = tensorBoardFolder(folder, { ...clock, resume: true })
    for (const call of calls(further, 2)) await call()
    await further.close()
    expect(names()).toEqual(['1700000000', '1700000001'])
    const again = tensorBoardFolder(folder, { ...clock, resume: true })
    for (const call of calls(again, 5)) await call()
    await again.close()
    expect(names()).toEqual(['1700000000', '1700000002'])
    const [first, second] = filesIn(join(folder, 'train')).map((path) => parseTfRecords(readFileSync(path)))
    expect(first!.slice(1).map(({ data }) => eventFacts(data).step)).toEqual([0, 1])
    expect(second).toHaveLength(1 + EPOCHS * (STEPS + 1))
  })

  it('refuses a host that is no part of a file name', () => {
    expect(() => tensorBoardFolder(folder, { host: 'a/b' })).toThrow(/^host: /)
  })
})

describe('AppendFile', () => {
  it('says what the disk says', () => {
    const file = new AppendFile('/dev/full')
    expect(() => file.append(Uint8Array.of(1))).toThrow('could not write the log /dev/full: the disk is full (ENOSPC)')
    file.close()
  })
})
