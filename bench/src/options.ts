/** What the user asks for. */
import { availableParallelism } from 'node:os'
import { delimiter } from 'node:path'
import process from 'node:process'
import type { BackendName } from '@convlens/backend/node'
import type { MethodName } from '@convlens/grad-cam'
import { type PresetName, presetNames, presetSpec } from '@convlens/model'
import { Command, InvalidArgumentError, Option } from 'commander'
import { augmentationNames } from './data/augmentations.ts'
import { subjects as loading } from './data/subjects.ts'
import { type DrawnFormat, drawnFormats } from './data/drawn-files.ts'
import { comparedMethods } from './grad-cam/methods.ts'
import { subjects as explaining } from './grad-cam/subjects.ts'
import { type NetworkName, networkNames } from './loop/networks.ts'
import { subjects as ranking } from './metrics/subjects.ts'
import type { Subject } from './subject.ts'
import { subjects as learning } from './training/subjects.ts'

/** What every command has. */
export interface Options {
  rounds: number
  only?: string[]
  python: string[]
  tries: number
  tunedMalloc: boolean
  json?: string
}

/** What every command about networks has. */
export interface NetworkOptions extends Options {
  batch: number[]
  cores: number[]
}

export interface TrainingOptions extends NetworkOptions {
  network: PresetName[]
}

export interface GradCamOptions extends NetworkOptions {
  methods: MethodName[]
}

export interface DataOptions extends Options {
  /** Pictures a batch. */
  batch: number
  workers: number[]
  /** Picture files an epoch. */
  pictures: number
  /** Of drawn pictures: width and height in the files. */
  size: number
  format: DrawnFormat[]
  /** A CSV file of real pictures, instead of drawn ones. */
  data?: string
  augmentations: string[]
}

export interface LoopOptions {
  rounds: number
  only: BackendName[]
  network: NetworkName[]
  threads: number
  leakSteps: number
  json?: string
}

export interface MetricsOptions extends Options {
  /** How many are ranked. */
  scores: number
  /** Of the bootstrap. */
  resamples: number
}

export interface Commands {
  training(options: TrainingOptions): Promise<void>
  gradCam(options: GradCamOptions): Promise<void>
  data(options: DataOptions): Promise<void>
  loop(options: LoopOptions): Promise<void>
  metrics(options: MetricsOptions): Promise<void>
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number of at least ${least}.`)
    return value
  }
}

const integer = atLeast(1)

/** Those that the peers in Python can build from their specification: of plain blocks. */
const networks = presetNames.filter((name) => !('kind' in presetSpec(name).network))

const comparable = comparedMethods.map(({ name }) => name)

const listOf =
  (least: number) =>
  (text: string): number[] =>
    text.split(',').map(atLeast(least))

function names<T extends string>(known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(',').map((name) => {
      if (!known.includes(name as T)) throw new InvalidArgumentError(`expected some of ${known.join(',')}.`)
      return name as T
    })
}

/** Options that every command has. */
function withSharedOptions(command: Command, subjects: readonly Subject[]): Command {
  const ids = subjects.map(({ id }) => id)
  return command
    .option('--rounds <n>', 'how often each subject is measured', integer, 3)
    .option('--only <list>', `some subjects only: ${ids.join(',')}`, names(ids))
    .addOption(
      new Option('--python <paths...>', 'where the Python peers are; the first that has a peer is taken').default(
        process.env['CONVLENS_BENCH_PYTHON']?.split(delimiter) ?? ['python3'],
        '$CONVLENS_BENCH_PYTHON or python3',
      ),
    )
    .option('--tries <n>', 'measure again, so often at most, while other programs disturb', integer, 1)
    .option('--tuned-malloc', 'glibc keeps its memory between the steps, for every subject', false)
    .option('--json <file>', 'write every measured number here')
}

/** Those and what every command about networks has; `quick` stands for some of them. */
function withNetworkOptions<T extends NetworkOptions>(
  command: Command,
  subjects: readonly Subject[],
  batch: number[],
  quick: Partial<T> & { batch: number[] },
): Command {
  return withSharedOptions(command, subjects)
    .option('--batch <list>', 'pictures a step', listOf(1), batch)
    .option('--cores <list>', 'threads to compute on', listOf(1), [availableParallelism()])
    .addOption(
      new Option('--quick', `one round of batches of ${quick.batch.join(' and ')}`).implies({ rounds: 1, ...quick }),
    )
}

/** Throws instead of ending the process; what follows a command's name is that command's. */
function strict(command: Command): Command {
  return command.exitOverride().showHelpAfterError('(--help lists the options)').enablePositionalOptions()
}

function trainingCommand(run: Commands['training']): Command {
  return withNetworkOptions<TrainingOptions>(strict(new Command('bench')), learning, [1, 8, 32], { batch: [8] })
    .description('Time and memory of training and prediction: ours and the peers in turn, on the same pictures.')
    .option('--network <list>', 'the networks', names(networks), [...networks])
    .action((options: TrainingOptions) => run(options))
}

function gradCamCommand(run: Commands['gradCam']): Command {
  const quick: Partial<GradCamOptions> & { batch: number[] } = { batch: [1, 32], methods: ['grad-cam'] }
  return withNetworkOptions(strict(new Command('grad-cam')), explaining, [1, 32], quick)
    .description('The same of class activation maps of covid-seed, beside pytorch-grad-cam.')
    .option('--methods <list>', 'measured with one picture a step; with more it is grad-cam alone', names(comparable), [
      ...comparable,
    ])
    .action((options: GradCamOptions) => run(options))
}

function dataCommand(run: Commands['data']): Command {
  const quick: Partial<DataOptions> = { rounds: 1, pictures: 64, workers: [0, 2] }
  return withSharedOptions(strict(new Command('data')), loading)
    .description('The same of loading picture files, beside PyTorch, and of augmentation, beside albumentations.')
    .option('--workers <list>', 'workers of the loaders', listOf(0), [0, 1, 2, 4])
    .option('--batch <n>', 'pictures a batch of the loaders', integer, 32)
    .option('--pictures <n>', 'picture files an epoch', integer, 128)
    .option('--data <manifest>', 'a CSV file of real pictures in PNG or JPEG, instead of drawn ones')
    .option('--size <n>', 'width and height of the drawn pictures', integer, 1024)
    .option('--format <list>', 'what the drawn pictures are stored as', names(drawnFormats), [...drawnFormats])
    .option('--augmentations <list>', 'measured on pictures in memory', names(augmentationNames), [
      ...augmentationNames,
    ])
    .addOption(new Option('--quick', 'one round of 64 pictures, without workers and with 2').implies(quick))
    .action((options: DataOptions) => run(options))
}

const loopBackends: readonly BackendName[] = ['wasm', 'tensorflow', 'webgpu', 'cpu']

function loopCommand(run: Commands['loop']): Command {
  return strict(new Command('loop'))
    .description('What our training loop costs beside trainOnBatch of TensorFlow.js, and whether it leaks.')
    .option('--rounds <n>', 'processes for each backend and network', integer, 3)
    .option('--only <list>', `backends: ${loopBackends.join(',')}`, names(loopBackends), ['wasm', 'tensorflow'])
    .option('--network <list>', `some of ${networkNames.join(',')}`, names(networkNames), [...networkNames])
    .option('--threads <n>', 'to compute on', integer, availableParallelism())
    .option('--leak-steps <n>', 'of the training that is watched for leaks', atLeast(1000), 5000)
    .option('--json <file>', 'write every measured number here')
    .addOption(new Option('--quick', 'one round').implies({ rounds: 1 }))
    .action((options: LoopOptions) => run(options))
}

function metricsCommand(run: Commands['metrics']): Command {
  const quick: Partial<MetricsOptions> = { rounds: 1, scores: 100_000, resamples: 200 }
  return withSharedOptions(strict(new Command('metrics')), ranking)
    .description('The same of AUC, average precision, DeLong and the bootstrap by patient, beside scikit-learn.')
    .option('--scores <n>', 'how many are ranked', atLeast(1000), 1_000_000)
    .option('--resamples <n>', 'of the bootstrap', integer, 2000)
    .addOption(new Option('--quick', 'one round of 100,000 scores and 200 resamples').implies(quick))
    .action((options: MetricsOptions) => run(options))
}

/**
 * Reads the command line and calls the command that it names; none is training and prediction.
 *
 * @throws CommanderError where options are wrong, or where it is help that is asked for
 */
export async function readOptions({ training, gradCam, data, loop, metrics }: Commands): Promise<void> {
  const program = trainingCommand(training)
    .addCommand(gradCamCommand(gradCam))
    .addCommand(dataCommand(data))
    .addCommand(loopCommand(loop))
    .addCommand(metricsCommand(metrics))
  await program.parseAsync(process.argv.filter((argument, i) => !(argument === '--' && i === 2)))
}
