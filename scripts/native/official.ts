/** The official way: tfjs-node's own install script, which downloads libtensorflow 2.9 and a prebuilt addon. */
import { spawn } from 'node:child_process'
import { copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { NativeError } from './error.ts'

/** Seconds for the host's first answer, and for the whole download. */
const ANSWER_SECONDS = 5
const INSTALL_SECONDS = 900

interface Binary {
  host: string
  remote_path: string
}

/** Answers quickly whether the download host can be reached at all: in a locked-down network it cannot. */
async function reach(folder: string): Promise<void> {
  const { binary, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    binary: Binary
    version: string
  }
  const host = process.env['TFJS_NODE_CDN_STORAGE'] ?? process.env['CDN_STORAGE'] ?? `${new URL(binary.host).origin}/`
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_SECONDS * 1000) })
  } catch (error) {
    const cause =
      error instanceof Error ? ((error.cause as { code?: string } | undefined)?.code ?? error.name) : String(error)
    throw new NativeError(`The download host of tfjs-node ${version} (${host}) cannot be reached: ${cause}.`)
  }
}

/** pnpm links package files to its store: give package.json, which the script rewrites, a copy of its own. */
function unlinkFromStore(file: string): void {
  const copy = `${file}.${process.pid}`
  copyFileSync(file, copy)
  renameSync(copy, file)
}

/**
 * Runs the install script of tfjs-node.
 *
 * @throws NativeError where its host is out of reach or the script fails; what it left behind is removed
 */
export async function installOfficially(folder: string, say: (line: string) => void): Promise<void> {
  await reach(folder)
  say('Running the install script of tfjs-node (a download of some 100 MB) ...')
  const parts = ['deps', 'lib', 'build'].map((name) => join(folder, name))
  for (const part of parts) rmSync(part, { recursive: true, force: true })
  unlinkFromStore(join(folder, 'package.json'))
  const path = [join(folder, 'node_modules/.bin'), process.env['PATH']].join(delimiter)
  const status = await new Promise<string | number | null>((done) => {
    const child = spawn(process.execPath, ['scripts/install.js', 'cpu', 'download'], {
      cwd: folder,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: INSTALL_SECONDS * 1000,
    })
    child.stderr.resume()
    child.on('error', (error) => done(error.message))
    child.on('close', (code, signal) => done(code ?? signal))
  })
  if (status === 0) return
  for (const part of parts) rmSync(part, { recursive: true, force: true })
  throw new NativeError(`The install script of tfjs-node failed (${status}).`)
}
