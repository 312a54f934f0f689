/** What the user asks for. */
import { availableParallelism } from 'node:os'
import { delimiter } from 'node:path'
import process from 'node:process'
import type { MethodName } from '@convlens/grad-cam'
import { type PresetName, presetNames } from '@convlens/model'
import { Command, InvalidArgumentError, Option } from 'commander'
import { comparedMethods } from './grad-cam/methods.ts'
import { subjects as explaining } from './grad-cam/subjects.ts'
import type { Subject } from './subject.ts'
import { subjects as learning } from './training/subjects.ts'

/** What every command has. */
export interface Options {
  rounds: number
  batch: number[]
  cores: number[]
  only?: string[]
  python: string[]
  tries: number
  tunedMalloc: boolean
  json?: string
}

export interface TrainingOptions extends Options {
  network: PresetName[]
}

export interface GradCamOptions extends Options {
  methods: MethodName[]
}

export interface Commands {
  training(options: TrainingOptions): Promise<void>
  gradCam(options: GradCamOptions): Promise<void>
}

function integer(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number of at least 1.')
  return value
}

const comparable = comparedMethods.map(({ name }) => name)

const integers = (text: string): number[] => text.split(',').map(integer)

function names<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(',').map((name) => {
      if (!known.includes(name as T)) throw new InvalidArgumentError(`expected some of ${known.join(',')}.`)
      return name as T
    })
}

/** Options that every command has; `quick` stands for some of them. */
function withSharedOptions<T extends Options>(
  command: Command,
  subjects: readonly Subject[],
  batch: number[],
  quick: Partial<T> & { batch: number[] },
): Command {
  const ids = subjects.map(({ id }) => id)
  return command
    .option('--rounds <n>', 'how often each subject is measured', integer, 3)
    .option('--batch <list>', 'pictures a step', integers, batch)
    .option('--cores <list>', 'threads to compute on', integers, [availableParallelism()])
    .option('--only <list>', `some subjects only: ${ids.join(',')}`, names(ids))
    .addOption(
      new Option('--python <paths...>', 'where the Python peers are; the first that has a peer is taken').default(
        process.env['CONVLENS_BENCH_PYTHON']?.split(delimiter) ?? ['python3'],
        '$CONVLENS_BENCH_PYTHON or python3',
      ),
    )
    .option('--tries <n>', 'measure again, so often at most, while other programs disturb', integer, 1)
    .option('--tuned-malloc', 'glibc keeps its memory between the steps, for every subject', false)
    .addOption(
      new Option('--quick', `one round of batches of ${quick.batch.join(' and ')}`).implies({ rounds: 1, ...quick }),
    )
    .option('--json <file>', 'write every measured number here')
}

/** Throws instead of ending the process; what follows a command's name is that command's. */
function strict(command: Command): Command {
  return command.exitOverride().showHelpAfterError('(--help lists the options)').enablePositionalOptions()
}

/**
 * Reads the command line and calls the command that it names; none is training and prediction.
 *
 * @throws CommanderError where options are wrong, or where it is help that is asked for
 */
export async function readOptions({ training, gradCam }: Commands): Promise<void> {
  const program = withSharedOptions<TrainingOptions>(strict(new Command('bench')), learning, [1, 8, 32], { batch: [8] })
    .description('Time and memory of training and prediction: ours and the peers in turn, on the same pictures.')
    .option('--network <list>', 'the networks', names(presetNames), [...presetNames])
    .action((options: TrainingOptions) => training(options))
  const known = withSharedOptions<GradCamOptions>(strict(new Command('grad-cam')), explaining, [1, 32], {
    batch: [1, 32],
    methods: ['grad-cam'],
  })
    .description('The same of class activation maps of covid-seed, beside pytorch-grad-cam.')
    .option('--methods <list>', 'measured with one picture a step; with more it is grad-cam alone', names(comparable), [
      ...comparable,
    ])
    .action((options: GradCamOptions) => gradCam(options))
  program.addCommand(known)
  await program.parseAsync(process.argv.filter((argument, i) => !(argument === '--' && i === 2)))
}
