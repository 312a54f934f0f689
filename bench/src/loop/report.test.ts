import { expect, it } from 'vitest'
import type { Held, LeakAnswer } from './jobs.ts'
import { leakLine, loopReport, type LoopRow, withInterval } from './report.ts'

const held = (step: number, numTensors: number): Held => ({
  step,
  numTensors,
  numDataBuffers: numTensors,
  numBytes: 10 * numTensors,
  heap: 1e6 + 100 * step,
  wasm: 0,
})

const answer: LeakAnswer = { before: held(0, 4), during: [held(100, 12), held(5000, 12)], after: held(5000, 4) }

it('gives every percentage its sign', () => {
  expect(withInterval({ value: 0.0123, low: -0.004, high: 0.03 })).toBe('+1.2 % (-0.4 to +3.0)')
})

it('says that nothing leaks, or what does', () => {
  expect(leakLine('wasm', answer)).toBe(
    'wasm: 5,000 steps leak nothing: 12 tensors of 120 bytes at step 100 as at the last, 4 before as after; ' +
      "JavaScript's heap grew by 0.47 MiB",
  )
  expect(leakLine('wasm', { ...answer, after: held(5000, 5) })).toMatch(
    'wasm: 5,000 steps LEAK: numTensors went from 4 at step 0 to 5 at 5000; ',
  )
})

const peak = (tensors: number, process: number) => ({
  tensors: tensors * 2 ** 20,
  wasm: 0,
  process: process * 2 ** 20,
})

it('shows both sides beside each other, in time and in memory', () => {
  const row: LoopRow = {
    backend: 'tensorflow',
    network: 'tiny',
    pairs: 6,
    ms: { ours: { median: 1.25, lower: 1, upper: 2 }, plain: { median: 1.5, lower: 1, upper: 2 } },
    overhead: { value: -0.05, low: -0.1, high: 0.01 },
    processor: { value: 0.01, low: 0, high: 0.02 },
    peaks: { ours: [peak(0.5, 300), peak(0.5, 310), peak(0.5, 1300)], plain: [peak(2, 400)] },
  }
  expect(loopReport([row], [{ backend: 'tensorflow', answer }]).split('\n')).toEqual([
    '| ms a step        |             ours |     trainOnBatch |               overhead |     of processor time |',
    '| ---------------- | ---------------: | ---------------: | ---------------------: | --------------------: |',
    '| tensorflow: tiny | 1.25 (1.00-2.00) | 1.50 (1.00-2.00) | -5.0 % (-10.0 to +1.0) | +1.0 % (+0.0 to +2.0) |',
    '',
    '| peak MiB         | tensors: ours | trainOnBatch | wasm: ours | trainOnBatch | process: ours | trainOnBatch |',
    '| ---------------- | ------------: | -----------: | ---------: | -----------: | ------------: | -----------: |',
    '| tensorflow: tiny |         0.500 |          2.0 |          - |            - |         310.0 |        400.0 |',
    '',
    leakLine('tensorflow', answer),
  ])
})
