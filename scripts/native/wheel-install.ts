/** The way without tfjs-node's download host: TensorFlow's wheel from PyPI, and an addon built here. */
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildAddon, checkTools } from './build.ts'
import { NativeError } from './error.ts'
import { unpackWheel } from './unpack.ts'
import { checkWheel, fetchWheel } from './wheel.ts'

/**
 * Installs the native backend into the folder of tfjs-node.
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
  checkTools()
  const file = await (wheel === undefined ? fetchWheel(say) : checkWheel(wheel))
  const fresh = join(folder, `deps-${process.pid}`)
  try {
    say('Unpacking the C library (850 MB) ...')
    for (const name of ['deps', 'lib', 'build']) rmSync(join(folder, name), { recursive: true, force: true })
    await unpackWheel(file, fresh)
    renameSync(fresh, join(folder, 'deps'))
    say('Building the addon ...')
    buildAddon(folder)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined) throw error
    throw new NativeError(`The C library could not be put into ${folder}: ${(error as Error).message}.`)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}
