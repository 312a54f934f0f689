/** Takes the C library and its headers, and nothing else, out of TensorFlow's wheel. */
import { createWriteStream, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'

const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/', 'tensorflow/tsl/', 'xla/tsl/', 'tsl/']
const LIBRARIES = new Set(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'])
/** The names that tfjs-node's addon links to. libtensorflow_cc exports the C API (`TF_*`, `TFE_*`). */
const LINKS = [
  ['libtensorflow.so', 'libtensorflow_cc.so.2'],
  ['libtensorflow.so.2', 'libtensorflow_cc.so.2'],
  ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
] as const

/** Where an entry of the wheel goes below `deps/`, or `undefined` where it is not needed. */
export function destination(entry: string): string | undefined {
  const name = entry.startsWith('tensorflow/') ? entry.slice('tensorflow/'.length) : undefined
  if (name === undefined || name.endsWith('/') || name.split('/').includes('..')) return undefined
  if (LIBRARIES.has(name)) return `lib/${name}`
  if (!name.startsWith('include/')) return undefined
  return HEADERS.some((header) => name.startsWith(`include/${header}`)) ? name : undefined
}

/** Fills the folder `deps` with `include/` and `lib/`, as tfjs-node's own download would. */
export async function unpackWheel(wheel: string, deps: string): Promise<void> {
  const zip = await openPromise(wheel)
  try {
    for await (const entry of zip.eachEntry()) {
      const target = destination(entry.fileName)
      if (target === undefined) continue
      const file = join(deps, target)
      mkdirSync(dirname(file), { recursive: true })
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file))
    }
  } finally {
    zip.close()
  }
  for (const [link, target] of LINKS) symlinkSync(target, join(deps, 'lib', link))
}
