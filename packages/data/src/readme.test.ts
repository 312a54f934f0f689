import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

import { expect, it } from 'vitest'

it('runs the first program of the README', async () => {
  const root = resolve(import.meta.dirname, '..')
  const program = /```js\n([\s\S]*?)```/.exec(await readFile(resolve(root, 'README.md'), 'utf8'))![1]!
  const node = ['--conditions=@convlens/source', '--import', 'tsx', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: root })
  expect(stdout).toBe(
    [8, 8, 8, 4].map((n) => `${n} x 64 x 64 x 1 values up to 1 for ${n} labels\n`).join('') + "[ 'covid', 'normal' ]\n",
  )
})
