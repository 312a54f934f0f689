/** Runs a small program against this package in a process of its own. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const tsx = import.meta.resolve('tsx')

export interface Run {
  /** What the program handed to `report`. */
  result: unknown
  /** Everything that was printed besides. */
  printed: string
}

export interface RunOptions {
  /** Folder with this package's sources; others than our own stand for another installation. */
  sources?: string
  node?: string
  flags?: string[]
  env?: NodeJS.ProcessEnv
}

/** @param program may use `useBackend`, `backendContract`, `listBackends` and ends with `report(value)` */
export async function runProgram(program: string, options: RunOptions = {}): Promise<Run> {
  const { sources = fileURLToPath(new URL('..', import.meta.url)), node = process.execPath, flags = [], env } = options
  const imports = `
    import { listBackends, useBackend } from ${JSON.stringify(join(sources, 'node', 'index.ts'))}
    import { backendContract } from ${JSON.stringify(join(sources, 'testing', 'index.ts'))}
    const report = (value) => process.stdout.write('REPORT' + JSON.stringify(value))
    void [listBackends, useBackend, backendContract]
    `
  const { stdout, stderr } = await promisify(execFile)(
    node,
    [...flags, '--conditions=@convlens/source', '--import', tsx, '--input-type=module', '-e', imports + program],
    // the launchers of pnpm set NODE_PATH, which would find what the installation lacks
    { cwd: sources, env: { ...process.env, NODE_PATH: '', ...env }, maxBuffer: 1 << 26 },
  )
  const [before, report] = stdout.split('REPORT')
  return { result: JSON.parse(report ?? 'null') as unknown, printed: before! + stderr }
}
