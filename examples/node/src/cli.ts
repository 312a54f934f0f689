#!/usr/bin/env node
/** `covid-xray`: what the command line says; every command lives in its own file, loaded when it is called. */
import { join } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { ColorScale } from '@convlens/report'
import { backendChoices } from './backends.ts'
import { oneSentence, UsageError } from './errors.ts'
import { methodTitles } from './method-titles.ts'
import { createTerminal } from './terminal.ts'

const colormaps: readonly ColorScale[] = ['viridis', 'magma', 'inferno', 'cividis', 'turbo', 'jet']

/** Parses a whole number of at least `minimum`; commander turns the error into a usage error. */
function integer(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < minimum)
      throw new InvalidArgumentError(`expected a whole number of at least ${minimum}.`)
    return value
  }
}

function positiveNumber(text: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number above 0.')
  return value
}

function share(text: string): number {
  const value = Number(text)
  if (!(value >= 0 && value <= 1) || text.trim() === '')
    throw new InvalidArgumentError('expected a number from 0 to 1.')
  return value
}

const backendOption = () =>
  new Option('--backend <name>', 'where the arithmetic runs').choices(backendChoices).default('auto')
const dataHelp = 'folder of classes, manifest.csv, or "phantom" for the built-in drawn pictures'

function commandLine(signal: AbortSignal): Command {
  const program = new Command('covid-xray')
    .description('Train a classifier of chest X-rays and see what it looks at. Not for diagnosis.')
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .exitOverride()
    .showHelpAfterError('(--help lists the options)')

  program
    .command('train')
    .description('train a network and leave a run folder with its report')
    .option('--data <source>', dataHelp, 'phantom')
    .addOption(
      new Option('--preset <name>', 'the network')
        .choices(['covid-seed', 'compact', 'residual', 'depthwise'])
        .default('compact'),
    )
    .option('--epochs <n>', "passes over the training pictures (default: the preset's)", integer(1))
    .option('--batch-size <n>', "pictures a step (default: the preset's)", integer(1))
    .option('--learning-rate <x>', "step size of Adam (default: the preset's)", positiveNumber)
    .addOption(
      new Option('--keep <which>', "the epoch whose weights are kept (default: the preset's)").choices([
        'last',
        'best',
      ]),
    )
    .option('--seed <n>', 'of every random draw', integer(0), 7)
    .addOption(backendOption())
    .option('--out <dir>', 'the run folder (default: runs/<data>-<preset>-seed<n>, numbered if taken)')
    .option('--overwrite', 'replace an existing run folder', false)
    .option('--resume', 'go on with the same run, which was interrupted or killed', false)
    .option(
      '--folds <n>',
      'train n networks and predict each picture by the one that saw nothing of its patient',
      integer(2),
    )
    .option('--overlays <n>', 'Grad-CAM pictures to draw, wrong answers first', integer(0), 24)
    .action(async (options) =>
      options.folds === undefined
        ? (await import('./commands/train.ts')).train(options, createTerminal(), signal)
        : (await import('./commands/cross-validate.ts')).crossValidate(options, createTerminal(), signal),
    )

  program
    .command('evaluate')
    .description('score a classifier on other pictures: every number with its interval, in all and by subgroup')
    .requiredOption('--model <bundle>', 'folder with model.json and classifier.json')
    .requiredOption('--data <source>', dataHelp)
    .addOption(backendOption())
    .option('--prevalence <share>', 'predictive values where this share is ill, such as 0.05, too', share)
    .option('--out <dir>', 'also write metrics.json, predictions.csv and figures here')
    .option('--overwrite', 'replace an existing folder', false)
    .action(async (options) => (await import('./commands/evaluate.ts')).evaluate(options, createTerminal(), signal))

  program
    .command('predict')
    .description('class and probability of single pictures')
    .requiredOption('--model <bundle>', 'folder with model.json and classifier.json')
    .argument('<pictures...>', 'PNG, JPEG, DICOM, TIFF, BMP or WebP files')
    .addOption(backendOption())
    .option('--json', 'JSON on standard output, nothing else there', false)
    .action(async (pictures, options) =>
      (await import('./commands/predict.ts')).predict(
        pictures,
        options,
        createTerminal({ quiet: options.json }),
        signal,
      ),
    )

  program
    .command('explain')
    .description('draw what the network looked at')
    .requiredOption('--model <bundle>', 'folder with model.json and classifier.json')
    .requiredOption('--out <dir>', 'where the overlays go')
    .argument('<pictures...>', 'PNG, JPEG, DICOM, TIFF, BMP or WebP files')
    .addOption(new Option('--method <name>', 'the kind of map').choices(Object.keys(methodTitles)).default('grad-cam'))
    .option('--target <class>', 'class label to explain, or "predicted"', 'predicted')
    .option('--layer <name>', 'layer to look at, or "auto" for the last convolution', 'auto')
    .addOption(new Option('--colormap <name>', 'colours of the heat').choices(colormaps).default('viridis'))
    .addOption(backendOption())
    .option('--overwrite', 'replace an existing folder', false)
    .option('--json', 'JSON on standard output, nothing else there', false)
    .action(async (pictures, options) =>
      (await import('./commands/explain.ts')).explain(
        pictures,
        options,
        createTerminal({ quiet: options.json }),
        signal,
      ),
    )

  program
    .command('methods')
    .description('compare the kinds of map on pictures whose truth is known')
    .requiredOption('--model <bundle>', 'folder with model.json and classifier.json')
    .option('--data <source>', dataHelp, 'phantom')
    .addOption(new Option('--methods <names...>', 'which (default: all)').choices(Object.keys(methodTitles)))
    .option('--pictures <n>', 'pictures with a mask to draw maps of', integer(2), 60)
    .option('--checked <n>', 'how many of them the randomisation check explains again and again', integer(1), 6)
    .option('--repeats <n>', 'random networks of that check: one in n + 1 passes by chance', integer(1), 99)
    .option('--seed <n>', 'of the split and of random weights; as in training', integer(0), 7)
    .addOption(backendOption())
    .option('--out <dir>', 'also write methods.json and methods.png here')
    .option('--overwrite', 'replace an existing folder', false)
    .action(async (options) => (await import('./commands/methods.ts')).methods(options, createTerminal(), signal))

  program
    .command('inspect')
    .description('what is in the pictures, what leaks, and what tells the class without being the disease')
    .requiredOption('--data <source>', dataHelp)
    .option('--no-near-duplicates', 'compare no pixels; faster')
    .option('--strict', 'exit with 1 where a patient or a picture is in two splits', false)
    .option('--json', 'JSON on standard output, nothing else there', false)
    .action(async (options) =>
      (await import('./commands/inspect.ts')).inspect(options, createTerminal({ quiet: options.json }), signal),
    )

  program
    .command('augment')
    .description('draw a contact sheet of what augmentation does')
    .option('--data <source>', dataHelp, 'phantom')
    .addOption(new Option('--kind <name>', 'which augmentation').choices(['xray', 'seed', 'strong']).default('xray'))
    .requiredOption('--out <file.png>', 'where the sheet goes')
    .option('--size <n>', 'pixels of each picture', integer(16), 160)
    .option('--pictures <n>', 'rows', integer(1), 4)
    .option('--draws <n>', 'columns besides the picture itself', integer(1), 6)
    .option('--seed <n>', 'of every draw; the draws are those of the first epochs of a training', integer(0), 7)
    .action(async (options) => (await import('./commands/augment.ts')).augment(options, createTerminal(), signal))

  program
    .command('download')
    .description('fetch the public pictures of a list, each under the licence the list names')
    .requiredOption('--out <dir>', 'where the pictures and manifest.csv go; what is there is kept')
    .addOption(
      new Option('--list <file>', 'CSV with path, label, licence, bytes, sha256 and url').default(
        join(import.meta.dirname, '../data/public-xrays.csv'),
        'the public COVID-19 and normal X-rays',
      ),
    )
    .option('--licence <names...>', 'only pictures under these licences (default: all that state one)')
    .option('--unlicensed', 'also pictures whose source states no licence', false)
    .option('--from <folders...>', 'look here for the same bytes first, such as an unpacked archive')
    .option('--parallel <n>', 'pictures at a time', integer(1), 4)
    .option('--timeout <seconds>', 'give a request up after this long without a byte', positiveNumber, 30)
    .option('--tries <n>', 'requests in a row that bring nothing before a picture is given up', integer(1), 5)
    .action(async (options) => (await import('./commands/download.ts')).download(options, createTerminal(), signal))

  return program
}

/** Runs one command and returns the exit code: 0 done, 1 failed, 2 wrong usage. */
async function main(): Promise<number> {
  // The first Ctrl-C stops at the next step and leaves things tidy, a second one ends at once.
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')))
  try {
    await commandLine(interrupt.signal).parseAsync(process.argv.filter((argument, i) => !(argument === '--' && i < 4)))
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    process.stderr.write(`covid-xray: ${oneSentence(error)}\n`)
    if (process.env['COVID_XRAY_TRACE']) process.stderr.write(`${(error as Error).stack}\n`)
    return error instanceof UsageError ? 2 : 1
  } finally {
    // A progress bar that an error cut short has hidden the cursor.
    if (process.stdout.isTTY) process.stdout.write('\u001B[?25h')
  }
}

process.exitCode = await main()
