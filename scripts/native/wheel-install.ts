/**
 * The way without tfjs-node's download host: TensorFlow's wheel from PyPI, and an addon built here.
 *
 * Library and addon are kept in the user's cache and linked into tfjs-node, since a package manager may empty that folder
 * at any installation: then this script only links again.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { buildAddon, checkTools } from './build.ts'
import { NativeError } from './error.ts'
import { unpackWheel } from './unpack.ts'
import { cacheFolder, checkWheel, fetchWheel, WHEEL } from './wheel.ts'

/** Raise it when what is built here changes. */
const REVISION = 1

/** What tfjs-node expects in its own folder. */
const PARTS = ['deps', 'lib'] as const

/** The folder of the finished build for this version of tfjs-node. */
export function builtFolder(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return join(cacheFolder(), `tfjs-node-${version}-tensorflow-${WHEEL.version}-${process.arch}-${REVISION}`)
}

/** Links a finished build into tfjs-node, in place of whatever is there. */
export function linkBuilt(folder: string): void {
  for (const part of PARTS) {
    rmSync(join(folder, part), { recursive: true, force: true })
    symlinkSync(join(builtFolder(folder), part), join(folder, part), 'dir')
  }
}

async function build(folder: string, say: (line: string) => void, wheel: string | undefined): Promise<void> {
  checkTools()
  const file = await (wheel === undefined ? fetchWheel(say) : checkWheel(wheel))
  const built = builtFolder(folder)
  const fresh = `${built}.${process.pid}`
  try {
    mkdirSync(fresh, { recursive: true })
    for (const source of ['binding', 'binding.gyp'])
      cpSync(join(folder, source), join(fresh, source), { recursive: true })
    say('Unpacking the C library (850 MB) ...')
    await unpackWheel(file, join(fresh, 'deps'))
    say('Building the addon ...')
    buildAddon(fresh)
    rmSync(built, { recursive: true, force: true })
    renameSync(fresh, built)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/**
 * Builds the native backend, if no finished build is there, and links it into the folder of tfjs-node.
 *
 * @throws NativeError where the machine is not Linux on x64, a tool is missing, or a step fails
 */
export async function installFromWheel(
  folder: string,
  { say, wheel }: { say: (line: string) => void; wheel: string | undefined },
): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NativeError(`TensorFlow's wheel is used on Linux x64 only; this is ${process.platform} ${process.arch}.`)
  }
  try {
    if (!existsSync(builtFolder(folder))) await build(folder, say, wheel)
    linkBuilt(folder)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined) throw error
    throw new NativeError(`The native backend could not be put together: ${(error as Error).message}.`)
  }
}
