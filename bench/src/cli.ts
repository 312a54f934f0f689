/** `pnpm bench`: ours and the peers, in turn, on the same pictures. */
import process from 'node:process'
import { CommanderError } from 'commander'
import { data } from './data/data.ts'
import { gradCam } from './grad-cam/grad-cam.ts'
import { loop } from './loop/loop.ts'
import { metrics } from './metrics/metrics.ts'
import { type Commands, readOptions } from './options.ts'
import { run } from './run.ts'
import { training } from './training/training.ts'

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
async function main(): Promise<number> {
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')))
  const commands: Commands = {
    training: (options) => run(training(options), options, interrupt.signal),
    gradCam: (options) => run(gradCam(options), options, interrupt.signal),
    data: (options) => run(data(options), options, interrupt.signal),
    loop: (options) => loop(options, interrupt.signal),
    metrics: (options) => run(metrics(options), options, interrupt.signal),
  }
  try {
    await readOptions(commands)
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}

process.exitCode = await main()
