/** What the user asks for. */
import { availableParallelism } from 'node:os'
import { delimiter } from 'node:path'
import process from 'node:process'
import { presetNames } from '@convlens/model'
import type { PresetName } from '@convlens/model'
import { Command, InvalidArgumentError, Option } from 'commander'
import { subjects } from './subjects.ts'

export interface Options {
  rounds: number
  batch: number[]
  cores: number[]
  network: PresetName[]
  only?: string[]
  python: string[]
  tries: number
  tunedMalloc: boolean
  quick: boolean
  json?: string
}

function integer(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number of at least 1.')
  return value
}

const integers = (text: string): number[] => text.split(',').map(integer)

function names<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(',').map((name) => {
      if (!known.includes(name as T)) throw new InvalidArgumentError(`expected some of ${known.join(',')}.`)
      return name as T
    })
}

const ids = subjects.map(({ id }) => id)

/** @throws CommanderError where they are wrong, or where it is help that is asked for */
export function readOptions(): Options {
  return new Command('bench')
    .description('Time and memory of training and prediction: ours and the peers in turn, on the same pictures.')
    .option('--rounds <n>', 'how often each subject is measured', integer, 3)
    .option('--batch <list>', 'pictures a step', integers, [1, 8, 32])
    .option('--cores <list>', 'threads to compute on', integers, [availableParallelism()])
    .option('--network <list>', 'the networks', names(presetNames), [...presetNames])
    .option('--only <list>', `some subjects only: ${ids.join(',')}`, names(ids))
    .addOption(
      new Option('--python <paths...>', 'where the Python peers are; the first that has a peer is taken').default(
        process.env['CONVLENS_BENCH_PYTHON']?.split(delimiter) ?? ['python3'],
        '$CONVLENS_BENCH_PYTHON or python3',
      ),
    )
    .option('--tries <n>', 'measure again, so often at most, while other programs disturb', integer, 1)
    .option('--tuned-malloc', 'glibc keeps its memory between the steps, for every subject', false)
    .option('--quick', 'one round of batches of 8', false)
    .option('--json <file>', 'write every measured number here')
    .exitOverride()
    .showHelpAfterError('(--help lists the options)')
    .parse(process.argv.filter((argument, i) => !(argument === '--' && i === 2)))
    .opts<Options>()
}
