import { expect, it } from 'vitest'
import { answerOf, describeRule } from './answer.ts'
import { percent } from './percent.ts'

it('answers by the threshold of the bundle where there are two classes', () => {
  const rule = { labels: ['covid', 'normal'], positive: 'covid', threshold: 0.3 }
  expect(answerOf([0.4, 0.6], rule)).toEqual({ class: 0, label: 'covid', probability: 0.4, probabilities: [0.4, 0.6] })
  expect(answerOf([0.3, 0.7], rule).label).toBe('covid')
  expect(answerOf([0.29, 0.71], rule).label).toBe('normal')
  expect(answerOf([0.8, 0.2], { ...rule, positive: 'normal' }).label).toBe('covid')
  expect(describeRule(rule)).toBe('The answer is covid from a probability of 0.3 on, otherwise normal.')
})

it('answers by the likeliest of more classes', () => {
  const rule = { labels: ['covid', 'normal', 'other'], positive: 'covid', threshold: 0.1 }
  expect(answerOf([0.2, 0.3, 0.5], rule).label).toBe('other')
})

it('never rounds a probability to certainty', () => {
  expect(percent(0.9996)).toBe('> 99.9 %')
  expect(percent(0.0004)).toBe('< 0.1 %')
  expect(percent(0.5)).toBe('50.0 %')
  expect(percent(1)).toBe('100.0 %')
  expect(percent(0)).toBe('0.0 %')
})
