/**
 * `pnpm native`: makes the native TensorFlow backend of tfjs-node work in this checkout.
 *
 *   pnpm native                     the official download, or TensorFlow's wheel from PyPI where that host is blocked
 *   pnpm native --from wheel        skip the official download
 *   pnpm native --wheel <file>      a wheel that is already here (a machine without a network)
 *
 * Exit codes: 0 the backend works, 1 it does not (everything still runs on wasm), 2 wrong usage.
 */
import { existsSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { NativeError } from './native/error.ts'
import { findTfjsNode, proveTfjsNode } from './native/installed.ts'
import { installOfficially } from './native/official.ts'
import { builtFolder, installFromWheel, linkBuilt } from './native/wheel-install.ts'

const usage = 'usage: pnpm native [--from auto|official|wheel] [--wheel <file.whl>]'
const say = (line: string): void => console.log(line)

function readArguments(): { from: string; wheel: string | undefined } | undefined {
  try {
    const { values } = parseArgs({ options: { from: { type: 'string', default: 'auto' }, wheel: { type: 'string' } } })
    if (!['auto', 'official', 'wheel'].includes(values.from)) return undefined
    return { from: values.wheel === undefined ? values.from : 'wheel', wheel: values.wheel }
  } catch {
    return undefined
  }
}

async function install(folder: string, from: string, wheel: string | undefined): Promise<void> {
  if (from !== 'wheel') {
    try {
      say('Asking for the official download ...')
      await installOfficially(folder, say)
      return
    } catch (error) {
      if (from === 'official' || !(error instanceof NativeError)) throw error
      say(`${error.message} Falling back to TensorFlow's wheel.`)
    }
  }
  await installFromWheel(folder, { say, wheel })
}

/** A build of an earlier run, linked again: its TensorFlow version where it works. */
function reuse(folder: string): string | undefined {
  if (!existsSync(builtFolder(folder))) return undefined
  linkBuilt(folder)
  const proof = proveTfjsNode(folder)
  if ('tensorflow' in proof) return proof.tensorflow
  say(`The build of an earlier run does not load (${proof.reason}): building anew.`)
  rmSync(builtFolder(folder), { recursive: true, force: true })
  return undefined
}

async function main(): Promise<number> {
  const wanted = readArguments()
  if (wanted === undefined) {
    console.error(usage)
    return 2
  }
  for (const folder of findTfjsNode()) {
    const before = proveTfjsNode(folder)
    if ('tensorflow' in before) {
      say(`The native backend is already here and works: TensorFlow ${before.tensorflow}.`)
      continue
    }
    const kept = wanted.from === 'official' ? undefined : reuse(folder)
    if (kept !== undefined) {
      say(`The native backend of an earlier run is linked again and works: TensorFlow ${kept}.`)
      continue
    }
    await install(folder, wanted.from, wanted.wheel)
    const after = proveTfjsNode(folder)
    if ('reason' in after) throw new NativeError(`It was installed but does not load: ${after.reason}`)
    say(`The native backend works: TensorFlow ${after.tensorflow}.`)
  }
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof NativeError)) throw error
  console.error(`${error.message}\nNothing else needs it: without it everything runs on wasm.`)
  process.exitCode = 1
}
