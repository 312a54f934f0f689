/** The README's program runs as it stands, and says what it should. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as backend from '@convlens/backend/node'
import { expect, it } from 'vitest'

import * as model from './index.ts'
import * as node from './node/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('runs', async () => {
  const [, snippet] = /```ts\n(.*?)```/s.exec(readme)!
  const body = snippet!
    .replaceAll(/^import (\{.*\}) from ('.*')$/gm, 'const $1 = modules[$2]')
    .replaceAll(' as const', '')
    .replace("useBackend('auto')", "useBackend('wasm')")
  const modules = { '@convlens/backend/node': backend, '@convlens/model': model, '@convlens/model/node': node }
  const printed: unknown[][] = []
  const AsyncFunction = (async () => undefined).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>
  const home = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'convlens-readme-'))
  process.chdir(folder)
  try {
    const log = (...values: unknown[]) => printed.push(values)
    await new AsyncFunction('modules', 'console', body)(modules, { log })
    expect(readdirSync(folder)).toEqual(['bundle'])
  } finally {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  }
  expect(printed).toHaveLength(21)
  expect(printed[19]![2]).toBe(1)
  expect(printed[20]).toEqual([['left', 'right'], 32])
})
