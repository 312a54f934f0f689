/** Real processes, really killed. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { fromSources } from './from-sources.test-support.ts'
import { type ProcessPool, type ProcessPoolOptions, processPool } from './process-pool.ts'

const module = new URL('./tasks.test-support.mjs', import.meta.url)
const open = (options: Partial<ProcessPoolOptions> = {}): ProcessPool =>
  processPool({ module, execArgv: [], ...options })

/** Whether a process is there; one that has ended and waits to be collected by a parent that does not is not. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function noSecond(value: unknown): Promise<void> {
  if (value === 2) throw new RangeError('no more')
}

let folder: string
let pool: ProcessPool
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convlens-pool-'))
  pool = open()
})
afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true })
})
const appears = (path: string): Promise<void> => vi.waitFor(() => expect(existsSync(path)).toBe(true), 20_000)

describe('processPool', () => {
  it('runs more tasks than it has processes, and gives typed arrays back to the bit', async () => {
    const add = pool.task<Float32Array, { values: Float32Array; pid: number }>('addOne')
    const results = await Promise.all(Array.from({ length: 7 }, (_, i) => add(Float32Array.of(i, 0.1))))
    results.forEach(({ values }, i) => expect(values).toEqual(Float32Array.of(i + 1, Math.fround(0.1) + 1)))
    const pids = new Set(results.map(({ pid }) => pid))
    expect(pids.size).toBe(2)
    expect([...pids].sort()).toEqual(pool.pids().sort())
    expect(pids.has(process.pid)).toBe(false)
  })

  it('runs two at once', async () => {
    const say = pool.task<{ text: string; milliseconds: number }, string>('say')
    const ended: string[] = []
    const call = async (text: string, milliseconds: number) => ended.push(await say({ text, milliseconds }))
    await Promise.all([call('slow', 400), call('quick', 0), call('next', 0)])
    expect(ended).toEqual(['quick', 'next', 'slow'])
  })

  it('brings the function’s own error with name, message and code, and goes on', async () => {
    const before = pool.pids()
    const error = await pool
      .task('fail')(1)
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'TrainingError', message: 'the loss is NaN', code: 'non-finite-loss' })
    expect((error as Error).stack).toContain('tasks.test-support')
    expect(pool.pids()).toEqual(before)
  })

  it.each([
    ['exit', 'exited with code 7'],
    ['kill', 'was killed by SIGKILL'],
    ['uncaught', 'exited with code 1: RangeError: nobody caught that'],
    ['rejection', 'exited with code 1: Error: nobody caught this'],
  ] as const)('fails one task only where its process ends: %s', async (how, clause) => {
    const say = pool.task<{ text: string; milliseconds: number }, string>('say')
    const other = say({ text: 'unharmed', milliseconds: 300 })
    await expect(pool.task('end')(how)).rejects.toMatchObject({
      name: 'ProcessError',
      code: 'crashed',
      message: `'end': its process ${clause}`,
    })
    expect(await other).toBe('unharmed')
    expect(await say({ text: 'replaced', milliseconds: 0 })).toBe('replaced')
  })

  it('starts a task again that met a process killed while idle, and one whose process we kill only with retries', async () => {
    const say = pool.task<{ text: string; milliseconds: number; mark?: string }, string>('say')
    await say({ text: '', milliseconds: 0 })
    // The pool cannot know yet.
    for (const pid of pool.pids()) process.kill(pid, 'SIGKILL')
    expect(await say({ text: 'again', milliseconds: 0 })).toBe('again')

    const patient = open({ size: 1, retries: 1 })
    const marks = [1, 2].map((i) => join(folder, `retry-${i}`))
    const result = patient.task('say')({ text: 'at last', milliseconds: 500, mark: marks[0]! })
    await appears(marks[0]!)
    process.kill(patient.pids()[0]!, 'SIGKILL')
    expect(await result).toBe('at last')
    expect(await patient.task('crashOnce')(join(folder, 'once'))).toBe('done')
    await expect(patient.task('end')('exit')).rejects.toMatchObject({ code: 'crashed' })
    await patient.close()
  })

  it('names a function that is not there, a module that is not, and what is no data', async () => {
    await expect(pool.task('nothing')(1)).rejects.toMatchObject({
      code: 'bad-module',
      message: expect.stringMatching(
        /^'nothing': file:.*tasks\.test-support\.mjs has no function 'nothing'; it has .*fail/u,
      ),
    })
    await expect(pool.task('addOne')(() => 1)).rejects.toMatchObject({ code: 'not-sendable' })
    await expect(pool.task('notData')(1)).rejects.toMatchObject({ code: 'not-sendable' })
    const lost = open({ module: new URL('./lost.ts', import.meta.url), size: 1 })
    await expect(lost.task('any')(1)).rejects.toMatchObject({
      code: 'bad-module',
      message: expect.stringContaining('lost.ts could not be loaded'),
    })
    await lost.close()
  })

  it('tells threads, environment and output', async () => {
    const words: string[] = []
    const one = open({
      size: 1,
      threads: 3,
      env: { MINE: 'yes' },
      onOutput: (text, stream) => words.push(text, stream),
    })
    expect(await one.task('settings')(1)).toEqual({ threads: 3, omp: '3', tf: '3', mine: 'yes' })
    await one.close()
    expect(words).toEqual(['a word\n', 'stdout'])
  })

  it('brings reports, and what their receiver throws', async () => {
    const seen: unknown[] = []
    const count = pool.task<number, string>('count')
    expect(await count(3, { report: async (value) => void seen.push(value) })).toBe('counted')
    expect(seen).toEqual([1, 2, 3])
    await expect(count(5, { report: noSecond })).rejects.toMatchObject({ name: 'RangeError', message: 'no more' })
  })
})

describe('an abort', () => {
  it('lets the task tidy up, and keeps the process', async () => {
    const [mark, stop] = [join(folder, 'tidy'), new AbortController()]
    const result = pool.task('tidyUp')(mark, { signal: stop.signal })
    await appears(`${mark}.started`)
    const pids = pool.pids()
    stop.abort(new Error('enough'))
    await expect(result).rejects.toThrow('enough')
    expect(existsSync(`${mark}.tidied`)).toBe(true)
    expect(pool.pids()).toEqual(pids)
  })

  it('kills a process that does not listen, and takes back what waits', async () => {
    const one = open({ size: 1, grace: 100 })
    const [mark, stop] = [join(folder, 'deaf'), new AbortController()]
    const deaf = one.task('neverEnds')(mark, { signal: stop.signal })
    const waiting = one.task('say')({ text: 'never', milliseconds: 0 }, { signal: stop.signal })
    await appears(mark)
    const [pid] = one.pids()
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(deaf).rejects.toThrow('enough')
    expect(isAlive(pid!)).toBe(false)
    expect(await one.task('say')({ text: 'new', milliseconds: 0 })).toBe('new')
    await expect(one.task('say')({}, { signal: stop.signal })).rejects.toThrow('enough')
    await one.close()
  })
})

describe('nothing stays behind', () => {
  it('after close, which rejects what was under way and what comes later', async () => {
    const one = open({ size: 1 })
    const mark = join(folder, 'closing')
    const busy = one.task('neverEnds')(mark)
    const waiting = one.task('addOne')(new Float32Array(1))
    const outcomes = Promise.allSettled([busy, waiting])
    await appears(mark)
    const [pid] = one.pids()
    await Promise.all([one.close(), one.close()])
    expect(isAlive(pid!)).toBe(false)
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'closed' } })
    await expect(one.task('addOne')(new Float32Array(1))).rejects.toMatchObject({ code: 'closed' })
  })

  it('after kill -9 of the parent, and a program ends by itself without close', async () => {
    const address = JSON.stringify(new URL('./process-pool.ts', import.meta.url).href)
    const program = (rest: string) => `
      const { processPool } = await import(${address})
      const pool = processPool({ module: new URL(${JSON.stringify(module.href)}), size: 1 })
      await pool.task('say')({ text: '', milliseconds: 0 })
      console.log(pool.pids()[0])
      ${rest}`
    const started = (rest: string) => {
      const parent = spawn(process.execPath, [...fromSources, '--input-type=module', '-e', program(rest)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const pid = new Promise<number>((resolve) => parent.stdout.once('data', (data) => resolve(Number(data))))
      const ended = new Promise<number | null>((resolve) => parent.once('exit', resolve))
      return { parent, pid, ended }
    }
    const killed = started(`await pool.task('say')({ text: '', milliseconds: 1e6 })`)
    const quiet = started('')
    const pids = await Promise.all([killed.pid, quiet.pid])
    try {
      expect(isAlive(pids[0])).toBe(true)
      killed.parent.kill('SIGKILL')
      expect(await quiet.ended).toBe(0)
      await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), 20_000)
    } finally {
      quiet.parent.kill('SIGKILL')
      for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    }
  })
})

it('refuses bad options, by name', () => {
  for (const [options, message] of [
    [{ size: 0 }, 'size: expected an integer of at least 1, got 0'],
    [{ retries: -1 }, 'retries: expected an integer of at least 0, got -1'],
    [{ threads: 0.5 }, 'threads: expected an integer of at least 1, got 0.5'],
    [{ grace: Number.NaN }, 'grace: expected milliseconds of at least 0, got NaN'],
  ] as const)
    expect(() => open(options)).toThrow(new RangeError(message))
})
