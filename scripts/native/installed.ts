/** Where tfjs-node lies in this checkout, and whether it works there. */
import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { NativeError } from './error.ts'

const root = resolve(import.meta.dirname, '../..')

/** Real folders of every copy of tfjs-node that a workspace package resolves to (one, as a rule). */
export function findTfjsNode(): string[] {
  const folders = new Set<string>()
  for (const user of ['packages/backend', 'examples/node']) {
    try {
      const require = createRequire(resolve(root, user, 'package.json'))
      folders.add(realpathSync(dirname(require.resolve('@tensorflow/tfjs-node/package.json'))))
    } catch {
      // this package does without it
    }
  }
  if (folders.size === 0)
    throw new NativeError('@tensorflow/tfjs-node is not in node_modules: run `pnpm install` first.')
  return [...folders]
}

const proof = `
const util = require('node:util')
util.isNullOrUndefined ??= (value) => value === null || value === undefined
const tf = require(process.argv[1])
const x = tf.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([3, 3, 1, 1]), 1, 'valid').dataSync()
if (tf.getBackend() !== 'tensorflow' || x.join() !== '9,9,9,9') throw new Error('wrong result: ' + x)
process.stdout.write('TensorFlow=' + tf.backend().binding.TF_Version)
`

/** Loads tfjs-node in a child process and convolves something: its TensorFlow version, or the reason why not. */
export function proveTfjsNode(folder: string): { tensorflow: string } | { reason: string } {
  const child = spawnSync(process.execPath, ['-e', proof, folder], {
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', NODE_OPTIONS: '' },
  })
  const version = /TensorFlow=(.+)$/.exec(child.stdout ?? '')?.[1]
  if (child.status === 0 && version !== undefined) return { tensorflow: version }
  const lines = (child.stderr ?? '').split('\n')
  const reason = lines.find((line) => /^\s*(\w*Error:|Error\b)/.test(line)) ?? lines.find((line) => line.trim() !== '')
  return { reason: child.error?.message ?? reason?.trim() ?? `the process ended with ${child.signal ?? child.status}` }
}
