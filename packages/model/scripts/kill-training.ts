/**
 * Kills trainings at random moments and at those when checkpoints are written, and resumes each:
 * `node --conditions=@convlens/source --import tsx scripts/kill-training.ts [backend] [kills] [seed]`.
 */
import process from 'node:process'

import { keyedState, nextWord } from '../src/build/keyed-random.ts'
import { killTrainings, type Moment } from '../src/training/killed-training.test-support.ts'

const [backend = 'wasm', kills = '100', seed = '7'] = process.argv.slice(2)
const random = keyedState('kills', Number(seed))
const uniform = (): number => nextWord(random) / 2 ** 32
/** Half at any time, half when something has just happened in the folder: a file made, renamed or removed. */
const moments = Array.from({ length: Number(kills) }, (_, i) => {
  const u = uniform()
  return (milliseconds: number): Moment =>
    i % 2 === 0 ? { afterMs: 0.9 * u * milliseconds } : { atFileEvent: Math.floor(u * 40) }
})
let wrong = 0
const { tooLate } = await killTrainings(backend, moments, (equal, i) => {
  if (!equal) wrong++
  process.stdout.write(`\r${i + 1} of ${kills}: ${wrong} wrong `)
})
process.stdout.write(`\n${backend}: ${kills} kills, ${tooLate} of them after the end, ${wrong} resumed runs differ\n`)
if (wrong > 0) process.exitCode = 1
