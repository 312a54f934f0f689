/** Asks one subject to measure itself, in a process of its own. */
import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import type { Answer, Job } from './job.ts'
import { lastLine } from './last-line.ts'
import { quietPython } from './quiet-python.ts'

export type Failure = { failed: string }

/** Keeps glibc from giving large blocks back to the kernel after every step, to fault them in anew in the next one. */
export const tunedMalloc =
  'glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=34359738368:glibc.malloc.arena_max=1' as const

const longest = 15 * 60_000

function environment(threads: number | undefined, tuned: boolean): NodeJS.ProcessEnv {
  const count = String(threads)
  return {
    ...process.env,
    ...quietPython,
    ...(threads !== undefined && {
      OMP_NUM_THREADS: count,
      MKL_NUM_THREADS: count,
      TF_NUM_INTRAOP_THREADS: count,
      TF_NUM_INTEROP_THREADS: count,
    }),
    // All of this is about processors.
    CUDA_VISIBLE_DEVICES: '',
    ...(tuned && { GLIBC_TUNABLES: tunedMalloc }),
  }
}

export async function ask<A extends object = Answer>(
  command: readonly string[],
  program: string,
  job: Pick<Job, 'threads'>,
  { tuned, signal }: { tuned: boolean; signal: AbortSignal },
): Promise<A | Failure> {
  const [file, ...before] = command as [string, ...string[]]
  try {
    const { stdout } = await promisify(execFile)(file, [...before, program, JSON.stringify(job)], {
      env: environment(job.threads, tuned),
      timeout: longest,
      signal,
    })
    return JSON.parse(lastLine(stdout)) as A
  } catch (error) {
    signal.throwIfAborted()
    const { signal: killedBy, stderr } = error as { signal?: string | null; stderr?: string }
    if (killedBy) return { failed: `its process was ended by ${killedBy}` }
    return { failed: reasonIn(stderr ?? '') || String(error) }
  }
}

/** Node prints the error first and its version last, Python the error last. */
function reasonIn(stderr: string): string {
  return /^\w*Error: (.+)$/m.exec(stderr)?.[1] ?? lastLine(stderr)
}
