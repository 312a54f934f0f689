import { expect, it } from 'vitest'
import type { Measurement } from '../measurement.ts'
import { assertSameNumbers, largestDifference } from './same-numbers.ts'

const measured = (subject: string, numbers: Record<string, readonly number[]>): Measurement => ({
  task: 'task',
  pictures: 1,
  round: 0,
  subject,
  threads: 1,
  others: 0,
  answer: { processor: 1, timings: {}, numbers },
})

it('compares each number of each subject with that of the first', () => {
  const both = [measured('ours', { AUC: [0.5], DeLong: [1, 2] }), measured('theirs', { AUC: [0.5], DeLong: [1, 2.25] })]
  expect(largestDifference(both, 'task', 'AUC')).toBe(0)
  expect(largestDifference(both, 'task', 'DeLong')).toBe(0.25)
  expect(largestDifference(both, 'another task', 'DeLong')).toBeUndefined()
  expect(largestDifference(both.slice(1), 'task', 'DeLong')).toBeUndefined()
  expect(() => assertSameNumbers(both, 'task', ['AUC'])).not.toThrow()
  expect(() => assertSameNumbers(both, 'task', ['AUC', 'DeLong'])).toThrow('DeLong, task: the subjects differ by 0.25')
})

it('lets a bootstrap differ by chance, and nothing by its kind', () => {
  const both = [measured('ours', { bootstrap: [0.9, 0.91] }), measured('theirs', { bootstrap: [0.901, 0.91] })]
  expect(() => assertSameNumbers(both, 'task', ['bootstrap'])).not.toThrow()
  for (const numbers of [[0.9], [0.9, Number.NaN], [0.8, 0.91]]) {
    const wrong = [both[0]!, measured('theirs', { bootstrap: numbers })]
    expect(() => assertSameNumbers(wrong, 'task', ['bootstrap'])).toThrow('the subjects differ by')
  }
})
