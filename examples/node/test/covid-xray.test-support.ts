/** Runs the command line as a user does: in a process of its own. */
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect } from 'vitest'

/** Of the repository. */
export const root: string = resolve(import.meta.dirname, '../../..')
/** What Node runs, before the command. */
export const program: string[] = [
  '--conditions=@convlens/source',
  '--import',
  'tsx',
  join(root, 'examples/node/src/cli.ts'),
]

export interface Outcome {
  code: number
  out: string
  err: string
}

export function covidXray(...args: string[]): Promise<Outcome> {
  return new Promise((done) => {
    execFile(process.execPath, [...program, ...args], { cwd: root, maxBuffer: 1 << 26 }, (error, out, err) => {
      done({ code: error ? Number(error.code ?? 1) : 0, out, err })
    })
  })
}

/** The command fails with `code` and says why in exactly one line. */
export async function sentence(code: number, pattern: RegExp, ...args: string[]): Promise<void> {
  const outcome = await covidXray(...args)
  expect(outcome.err).toMatch(pattern)
  expect(
    outcome.err
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('(')),
    outcome.err,
  ).toHaveLength(1)
  expect(outcome.code).toBe(code)
}
