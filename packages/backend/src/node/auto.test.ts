/** What `auto` takes, and what it says, on machines that differ from this one. */
import { cp, mkdir, mkdtemp, open, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeIf } from '@convlens/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BackendReport } from './index.ts'
import { runProgram } from './program.test-support.ts'
import { missingTensorflow } from './tensorflow.ts'

const require = createRequire(import.meta.url)
/** What npm installs with the package. */
const dependencies = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu', 'tfjs-backend-wasm']
const report = 'report(await useBackend("auto"))'

/** An installation without optional peers: a copy of the sources with the dependencies beside them. */
async function install(): Promise<{ folder: string; sources: string; modules: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'convlens-auto-'))
  const sources = join(folder, 'src')
  const modules = join(folder, 'node_modules', '@tensorflow')
  await mkdir(modules, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await cp(fileURLToPath(new URL('..', import.meta.url)), sources, { recursive: true })
  for (const name of dependencies) {
    const at = require.resolve(`@tensorflow/${name}/package.json`)
    await symlink(dirname(at), join(modules, name))
  }
  return { folder, sources, modules }
}

let folder: string
let sources: string
let modules: string

beforeAll(async () => {
  ;({ folder, sources, modules } = await install())
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('auto with nothing but npm', () => {
  it('takes wasm on all threads, and says that tfjs-node is not installed', async () => {
    const { result, printed } = await runProgram(report, { sources })
    expect(printed).toBe('')
    expect(result).toMatchObject({ name: 'wasm', device: 'WebAssembly SIMD' })
    const { passedOver, reason } = result as BackendReport
    expect(passedOver).toEqual([
      { name: 'tensorflow', reason: '@tensorflow/tfjs-node is not installed' },
      { name: 'webgpu', reason: 'webgpu is not installed' },
    ])
    expect(reason).toMatch(/^wasm: the fastest that works here; WebAssembly with SIMD on \d+ threads, with /)
  })

  it('without SIMD takes wasm on one thread, trains, and says so', async () => {
    const program = `
      await useBackend('cpu')
      const taken = await useBackend('auto')
      for (const check of backendContract('wasm')) await check.run()
      report(taken)`
    // without this processor feature V8 has no WebAssembly SIMD
    const { result, printed } = await runProgram(program, { sources, flags: ['--no-enable-sse4-1'] })
    expect(printed).toBe('')
    expect(result).toMatchObject({
      name: 'wasm',
      threads: 1,
      device: 'WebAssembly',
      reason: 'wasm: the fastest that works here; WebAssembly without SIMD, several times slower than with it.',
    })
  })
})

/** tfjs-node with links to all of it, but for one library of which only the first half is there. */
async function breakLibrary(): Promise<string> {
  const real = dirname(require.resolve('@tensorflow/tfjs-node/package.json'))
  const copy = join(modules, 'tfjs-node')
  await mkdir(join(copy, 'deps', 'lib'), { recursive: true })
  await cp(join(real, 'package.json'), join(copy, 'package.json'))
  for (const name of ['dist', 'lib']) await symlink(join(real, name), join(copy, name))
  const libraries = await readdir(join(real, 'deps', 'lib'))
  const broken = libraries.find((name) => name.startsWith('libtensorflow_framework.so.'))!
  for (const name of libraries) {
    if (name !== broken) await symlink(join(real, 'deps', 'lib', name), join(copy, 'deps', 'lib', name))
  }
  const half = Buffer.alloc(1 << 20)
  const source = await open(join(real, 'deps', 'lib', broken))
  await source.read(half, 0, half.length, 0)
  await source.close()
  await writeFile(join(copy, 'deps', 'lib', broken), half)
  return broken
}

describeIf('tensorflow', missingTensorflow()?.message, 'auto with a broken native backend', () => {
  it('takes wasm and names the library that is cut short', async () => {
    const broken = await breakLibrary()
    const { result, printed } = await runProgram(report, { sources })
    expect(printed).toBe('')
    expect(result).toMatchObject({ name: 'wasm' })
    expect((result as BackendReport).passedOver[0]).toEqual({
      name: 'tensorflow',
      reason: `@tensorflow/tfjs-node is broken: its library ${broken} is cut short`,
    })
  })

  it('refuses it by name, with the remedy', async () => {
    const program = 'report(await useBackend("tensorflow").catch((error) => [error.code, error.message]))'
    const { result } = await runProgram(program, { sources })
    expect(result).toEqual([
      'missing',
      expect.stringMatching(/ is cut short\. Run `npm rebuild @tensorflow\/tfjs-node`/),
    ])
  })
})
