import { describe, expect, it } from 'vitest'
import { classScores, probabilities } from './head.ts'

describe('probabilities', () => {
  it('are those of softmax and sigmoid, also far out', () => {
    expect(probabilities('linear', [1, 2])).toBeUndefined()
    expect(probabilities('softmax', [1000, 1000, 0])).toEqual([0.5, 0.5, 0])
    // e / (1 + e) = .7310585786300049
    expect(probabilities('softmax', [0, 1])![1]).toBeCloseTo(0.7310585786300049, 15)
    expect(probabilities('sigmoid', [1])).toEqual([
      expect.closeTo(0.2689414213699951, 15),
      expect.closeTo(0.7310585786300049, 15),
    ])
    // exp(-40) keeps its digits instead of becoming 1 - 1 = 0.
    expect(probabilities('sigmoid', [40])![0]).toBeCloseTo(4.248354255291589e-18, 30)
    expect(probabilities('sigmoid', [-1000])).toEqual([1, 0])
    expect(probabilities('sigmoid', [0, 0])).toEqual([0.5, 0.5])
  })
})

describe('classScores', () => {
  it('makes two classes of a one-unit sigmoid', () => {
    expect(classScores('sigmoid', [3])).toEqual([-3, 3])
    expect(classScores('sigmoid', [3, 4])).toEqual([3, 4])
    expect(classScores('softmax', [3, 4])).toEqual([3, 4])
    expect(classScores('linear', [3])).toEqual([3])
  })
})
