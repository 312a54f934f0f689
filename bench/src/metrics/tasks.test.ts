import { expect, it } from 'vitest'
import { drawScores } from './tasks.ts'

const draw = (change: object) => drawScores({ count: 2000, type: 'float64', shape: 'as drawn', ...change })

it('draws scores of each kind', () => {
  const { labels, scores } = draw({})
  expect(labels.reduce((sum, label) => sum + label, 0) / labels.length).toBeCloseTo(0.4, 1)
  expect([...scores].every((score) => score >= 0 && score < 1)).toBe(true)
  expect([...scores].filter((score) => Math.fround(score) !== score).length).toBeGreaterThan(1900)
  expect(draw({ type: 'float32' }).scores).toEqual(Float32Array.from(scores))
  expect(new Set(draw({ shape: 'rounded' }).scores).size).toBeLessThanOrEqual(101)
  const sorted = draw({ shape: 'sorted' })
  expect(sorted.scores).toEqual(scores.toSorted())
  const positives = [...scores].filter((_, i) => labels[i] === 1)
  expect([...sorted.scores].filter((_, i) => sorted.labels[i] === 1)).toEqual(positives.toSorted((a, b) => a - b))
})
