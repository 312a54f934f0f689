/** Builds tfjs-node's addon against the unpacked C library, by node-gyp. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { NativeError } from './error.ts'

/** node-gyp 13 wants Node 22. */
const NODE_GYP = 'node-gyp@12.1.0'
const TOOLS = [
  ['c++', 'a C++ compiler (c++)'],
  ['make', 'make'],
  ['python3', 'Python 3, which node-gyp runs on'],
] as const

/** @throws NativeError naming what is missing and how to get it */
export function checkTools(): void {
  const missing = TOOLS.filter(([command]) => spawnSync(command, ['--version']).error !== undefined).map(
    ([, what]) => what,
  )
  if (missing.length === 0) return
  throw new NativeError(
    `Building the addon needs ${missing.join(' and ')}: install it (Debian, Ubuntu: apt-get install g++ make python3; Fedora: dnf install gcc-c++ make python3) and run this again.`,
  )
}

/** `--nodedir` where this Node brought its headers along; otherwise node-gyp downloads them from nodejs.org. */
function headersOfThisNode(): string[] {
  const prefix = resolve(dirname(realpathSync(process.execPath)), '..')
  return existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : []
}

function nodeGyp(folder: string, settings: string[]): void {
  const { error, status, stdout, stderr } = spawnSync(
    'npx',
    ['-y', NODE_GYP, 'rebuild', ...headersOfThisNode(), ...settings],
    {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      timeout: 900_000,
    },
  )
  if (error === undefined && status === 0) return
  const lines = `${stdout ?? ''}\n${stderr ?? ''}`.split('\n')
  const reason =
    error?.message ??
    lines.find((line) => /error:|gyp ERR! stack/i.test(line))?.trim() ??
    `node-gyp ended with ${status}`
  throw new NativeError(`The addon could not be built: ${reason}`)
}

/** Builds `lib/napi-v8/tfjs_binding.node` in a folder with the sources of tfjs-node's addon and a filled `deps/`. About 20 seconds. */
export function buildAddon(folder: string): void {
  const lib = join(folder, 'lib/napi-v8')
  nodeGyp(folder, ['--module_name=tfjs_binding', `--module_path=${lib}`, '--napi_version=8', '--napi_build_version=8'])
  const quiet = join(folder, 'build/quiet')
  cpSync(join(import.meta.dirname, 'quiet'), quiet, { recursive: true })
  nodeGyp(quiet, [])
  renameSync(join(lib, 'tfjs_binding.node'), join(lib, 'tfjs_binding_tensorflow.node'))
  cpSync(join(quiet, 'build/Release/quiet.node'), join(lib, 'tfjs_binding.node'))
  rmSync(join(folder, 'build'), { recursive: true, force: true })
}
