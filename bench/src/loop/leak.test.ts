import { expect, it } from 'vitest'
import type { Held, LeakAnswer } from './jobs.ts'
import { heapGrowth, leaks } from './leak.ts'

const at = (step: number, changes: Partial<Held> = {}): Held => ({
  step,
  numTensors: 12,
  numDataBuffers: 12,
  numBytes: 2040,
  heap: 30e6,
  wasm: 16e6,
  ...changes,
})

const outside = { numTensors: 4, numDataBuffers: 4, numBytes: 680 }

const clean: LeakAnswer = {
  before: at(0, outside),
  during: [at(100), at(2500), at(5000)],
  after: at(5000, outside),
}

it('finds nothing where all is as it was', () => {
  expect(leaks(clean)).toEqual([])
  expect(heapGrowth(clean)).toBe(0)
})

it.each<[string, LeakAnswer, string[]]>([
  [
    'a tensor that a step left behind, though it was gone in the end',
    { ...clean, during: [at(100), at(2500, { numTensors: 13 }), at(5000)] },
    ['numTensors went from 12 at step 100 to 13 at 2500'],
  ],
  [
    'memory of WebAssembly that grew',
    { ...clean, during: [at(100), at(5000, { wasm: 17e6 })] },
    ['wasm went from 16000000 at step 100 to 17000000 at 5000'],
  ],
  [
    'what the end did not free',
    { ...clean, after: at(5000, { ...outside, numDataBuffers: 5, numBytes: 700 }) },
    ['numDataBuffers went from 4 at step 0 to 5 at 5000', 'numBytes went from 680 at step 0 to 700 at 5000'],
  ],
  [
    'a heap that grows',
    { ...clean, during: [at(100), at(5000, { heap: 30e6 + 2 * 2 ** 20 })] },
    ["JavaScript's heap grew by 2.0 MiB"],
  ],
])('finds %s', (_, answer, found) => {
  expect(leaks(answer)).toEqual(found)
})

it('lets V8 keep what it compiled', () => {
  expect(leaks({ ...clean, during: [at(100), at(5000, { heap: 30e6 + 2 ** 20 })] })).toEqual([])
})

it('does not mind a WebAssembly memory that was larger before the first look', () => {
  expect(leaks({ ...clean, before: at(0, { ...outside, wasm: 1e6 }) })).toEqual([])
})
