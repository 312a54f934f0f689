/** A program that writes checkpoints as fast as it can, and what kills it. */
import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { numbered, numberOf } from '../checkpoint/checkpoint.test-support.ts'
import { decodeCheckpoint } from '../checkpoint/decode-checkpoint.ts'
import { encodeCheckpoint } from '../checkpoint/encode-checkpoint.ts'
import { checkpointFolder } from './checkpoint-folder.ts'

/** What a kill left behind. */
export interface Left {
  /** The last state of which the program said that it was written. */
  said: number
  /** The state in `last.ckpt`. */
  found: number
  /** Files in the folder besides. */
  parts: string[]
}

/** 256 KiB: large enough for kills to hit the middle of a write. */
const values = 65_536

/** Builds the program: compiled at each start, twenty of them would take ten seconds. */
export async function buildWriter(outDir: string): Promise<string> {
  const { build } = (await import(import.meta.resolve('vite'))) as { build: (config: object) => Promise<unknown> }
  const rolldownOptions = { output: { entryFileNames: 'writer.mjs' } }
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: fileURLToPath(import.meta.url), outDir, rolldownOptions },
  })
  return join(outDir, 'writer.mjs')
}

/** Starts the program on a folder; it says each number that it has written. */
export function startWriter(
  program: string,
  dir: string,
  first: number,
): { said: (n: number) => Promise<void>; last: () => number; kill: () => Promise<void> } {
  const child = spawn(process.execPath, [program, 'write', dir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let last = -1
  let look: (() => void) | undefined
  let output = ''
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString()
    // A line may come in two parts, and its end never.
    const lines = output.split('\n')
    output = lines.pop()!
    if (lines.length > 0) last = Number(lines.at(-1))
    look?.()
  })
  return {
    said: (n) =>
      new Promise((resolve, reject) => {
        look = () => void (last >= n && resolve())
        look()
        void ended.then(() => reject(new Error('the writer ended by itself')))
      }),
    last: () => last,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Kills a writer `ms` milliseconds after its first checkpoint, and looks at what is left. */
export async function killWriter(program: string, dir: string, first: number, ms: number): Promise<Left> {
  const writer = startWriter(program, dir, first)
  await writer.said(first)
  await new Promise((resolve) => setTimeout(resolve, ms))
  await writer.kill()
  const found = numberOf(await decodeCheckpoint((await checkpointFolder(dir).read('last.ckpt'))!))
  return { said: writer.last(), found, parts: (await readdir(dir)).filter((name) => name !== 'last.ckpt') }
}

if (process.argv[2] === 'write') {
  const store = checkpointFolder(process.argv[3]!)
  for (let n = Number(process.argv[4]); ; n++) {
    await store.write('last.ckpt', await encodeCheckpoint(numbered(n, values)))
    process.stdout.write(`${n}\n`)
  }
}
