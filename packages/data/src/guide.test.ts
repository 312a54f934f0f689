import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const guide = await readFile(resolve(root, '../../docs/guides/pictures-to-batches.md'), 'utf8')
const programs = [...guide.matchAll(/^## \d+\. (.*)$[\s\S]*?```js\n([\s\S]*?)```/gm)]

describe('the guide', () => {
  it('has five programs', () => {
    expect(programs.map(([, title]) => title)).toHaveLength(5)
  })

  it.each(programs.map(([, title, program]) => [title!, program!]))('%s', async (_, program) => {
    const node = ['--conditions=@convlens/source', '--import', 'tsx', '--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: root })
    const said = [...program.matchAll(/^console\.log\(.*\) \/\/ (.*)$/gm)].map(([, line]) => line)
    expect(said).not.toEqual([])
    expect(stdout.trimEnd().split('\n')).toEqual(said)
  })
})
