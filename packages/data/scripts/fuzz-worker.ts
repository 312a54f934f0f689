/** The process that reads damaged files of one kind and tells what came of it. */
import { openSync, writeSync } from 'node:fs'

import { createRandom } from '../src/random.ts'
import { mutate } from '../src/decode/mutate.test-support.ts'
import { fuzzKind } from './fuzz-kinds.ts'

export interface FuzzReport {
  read: number
  refused: number
  /** Milliseconds of the slowest input. */
  slowest: number
  slowestIndex: number
  /** Resident MiB after each tenth of the inputs. */
  memory: number[]
  failures: { index: number; message: string; bytes: Uint8Array }[]
}

interface Settings {
  kind: string
  seed: string
  inputs: number
  /** File that gets the number of the input at hand. */
  progress: string
  seconds: number
}

const { kind, seed, inputs, progress, seconds } = JSON.parse(process.argv[2]!) as Settings
const progressFile = openSync(progress, 'w')
const { files, read, isNamed } = fuzzKind(kind)
const report: FuzzReport = { read: 0, refused: 0, slowest: 0, slowestIndex: 0, memory: [], failures: [] }
for (let index = 0; index < inputs; index++) {
  writeSync(progressFile, String(index), 0)
  const random = createRandom(seed, kind, index, 'file')
  const bytes = mutate(files[random.integer(files.length)]!, files[random.integer(files.length)]!, seed, kind, index)
  // The processor's time: the machine may be busy with other things.
  const begun = process.cpuUsage()
  const fail = (message: string): void => void report.failures.push({ index, message, bytes })
  try {
    const outcome = await read(bytes)
    if (outcome === undefined) fail('neither a result nor an error')
    report.read++
  } catch (error) {
    report.refused++
    if (!isNamed(error))
      fail(error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error))
  }
  const { user, system } = process.cpuUsage(begun)
  const took = (user + system) / 1000
  if (took > 1000 * seconds) fail(`took ${took.toFixed(0)} ms`)
  if (took > report.slowest) [report.slowest, report.slowestIndex] = [took, index]
  if ((index + 1) % Math.ceil(inputs / 10) === 0) report.memory.push(Math.round(process.memoryUsage.rss() / 2 ** 20))
}
process.send!(report)
