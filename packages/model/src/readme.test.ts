/** The README's programs run as they stand, and say what they should. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as backend from '@convlens/backend/node'
import { expect, it } from 'vitest'

import * as model from './index.ts'
import * as node from './node/index.ts'
import { blobs } from './training/blobs.test-support.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const snippets = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, snippet]) => snippet!)
const modules = { '@convlens/backend/node': backend, '@convlens/model': model, '@convlens/model/node': node }

/** What a program prints, with `batches` from the one before it. */
async function run(snippet: string): Promise<unknown[][]> {
  const body = snippet
    .replaceAll(/^import (\{.*\}) from ('.*')$/gm, 'const $1 = modules[$2]')
    .replaceAll(' as const', '')
    .replace("useBackend('auto')", "useBackend('wasm')")
  const printed: unknown[][] = []
  const log = (...values: unknown[]) => printed.push(values)
  const AsyncFunction = (async () => undefined).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => Promise<void>
  const own = body.includes('function* batches')
  await new AsyncFunction('modules', 'console', own ? 'unused' : 'batches', body)(modules, { log }, () => blobs())
  return printed
}

it('trains, saves and loads', async () => {
  const home = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), 'convlens-readme-'))
  process.chdir(folder)
  try {
    const printed = await run(snippets[0]!)
    expect(readdirSync(folder)).toEqual(['bundle'])
    expect(printed).toHaveLength(21)
    expect(printed[19]![2]).toBe(1)
    expect(printed[20]).toEqual([['left', 'right'], 32])
  } finally {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  }
})

it('trains with everything', async () => {
  await backend.useBackend('wasm')
  const printed = await run(snippets[1]!)
  expect(printed.length).toBeGreaterThan(5)
  expect(printed.map(([epoch, , restored]) => [epoch, restored])).toEqual(printed.map((_, i) => [i, false]))
  expect(Math.max(...printed.map(([, accuracy]) => accuracy as number))).toBeGreaterThan(0.9)
})

it('fine-tunes in stages', async () => {
  await backend.useBackend('wasm')
  const printed = await run(snippets[2]!)
  expect(printed.map(([stage]) => stage)).toEqual(['head', 'head', 'head', 'all', 'all', 'all'])
  expect(printed[5]![1]).toBeLessThan(printed[0]![1] as number)
})
