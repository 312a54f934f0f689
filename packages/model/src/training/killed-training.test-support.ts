/** A training in a process of its own, killed at a chosen or a random moment, and the same one from its checkpoints to the end. */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { type FSWatcher, watch } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** When a process is killed: after some time, or when so many things have happened in its folder of checkpoints. */
export type Moment = { afterMs: number } | { atFileEvent: number }

export interface KilledRuns {
  /** Of weights and history. */
  expected: string
  /** Of each resumed run. */
  actual: string[]
  /** Processes that ended before they were killed. */
  tooLate: number
}

interface Ended {
  hash: string | undefined
  milliseconds: number
}

const child = join(import.meta.dirname, 'killed-training-child.test-support.ts')
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const execArgv = ['--conditions=@convlens/source', '--import', tsx]

/** Runs the training to its end, or to its death. */
async function training(backend: string, folder: string, moment?: Moment): Promise<Ended> {
  const running = fork(child, [backend, folder], { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const kill = (): void => void running.kill('SIGKILL')
  let hash: string | undefined
  let started = performance.now()
  let timer: NodeJS.Timeout | undefined
  let watcher: FSWatcher | undefined
  running.on('message', (message: { hash?: string }) => {
    if (message.hash !== undefined) return void (hash = message.hash)
    // The clock starts with the training: what comes before is nothing that could be lost.
    started = performance.now()
    if (moment !== undefined && 'afterMs' in moment) timer = setTimeout(kill, moment.afterMs)
  })
  if (moment !== undefined && 'atFileEvent' in moment) {
    await mkdir(folder, { recursive: true })
    let events = 0
    watcher = watch(folder, () => {
      if (events++ === moment.atFileEvent) kill()
    })
  }
  await new Promise((resolve) => running.once('exit', resolve))
  clearTimeout(timer)
  watcher?.close()
  return { hash, milliseconds: performance.now() - started }
}

/**
 * @param moments for each kill: given how long a whole training takes, when
 * @param onRun told after every resumed run whether it ended as the uninterrupted one
 */
export async function killTrainings(
  backend: string,
  moments: readonly ((milliseconds: number) => Moment)[],
  onRun: (equal: boolean, i: number) => void = () => {},
): Promise<KilledRuns> {
  const root = await mkdtemp(join(tmpdir(), 'convlens-killed-training-'))
  try {
    const { hash: expected, milliseconds } = await training(backend, join(root, 'whole'))
    if (expected === undefined) throw new Error('the uninterrupted training did not end')
    const actual: string[] = []
    let tooLate = 0
    for (const [i, moment] of moments.entries()) {
      const folder = join(root, String(i))
      if ((await training(backend, folder, moment(milliseconds))).hash !== undefined) tooLate++
      const { hash = 'none' } = await training(backend, folder)
      actual.push(hash)
      onRun(hash === expected, i)
      await rm(folder, { recursive: true, force: true })
    }
    return { expected, actual, tooLate }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** SHA-256 of anything that JSON and typed arrays can say. */
export function hashOf(history: unknown, weights: readonly (readonly [name: string, values: Float32Array])[]): string {
  const hash = createHash('sha256').update(JSON.stringify(history))
  for (const [name, values] of weights)
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  return hash.digest('hex')
}
