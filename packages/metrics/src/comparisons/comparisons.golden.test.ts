// Tests of two models against statsmodels and SciPy: golden/intervals.py wrote golden/intervals.json.
import { expect, it } from 'vitest'
import { expectClose, mulberry32, permutations, twoByTwo } from '../intervals/golden-intervals.test-support.ts'
import { mcNemarTest } from './mcnemar.ts'
import { permutationTest } from './permutation-test.ts'

/** Pictures of class 1 that both, only the first, only the second, none of two classifiers get right. */
function decisions(counts: readonly number[]): { yTrue: number[]; first: number[]; second: number[] } {
  const right = [
    [1, 1],
    [1, 0],
    [0, 1],
    [0, 0],
  ]
  const pairs = counts.flatMap((count, i) => Array.from({ length: count }, () => right[i]!))
  return { yTrue: pairs.map(() => 1), first: pairs.map(([a]) => a!), second: pairs.map(([, b]) => b!) }
}

it('McNemar as in statsmodels, the mid-p by its definition, on 16 edges and 200 random tables', () => {
  let compared = 0
  for (const { counts, mcnemar, paired } of twoByTwo) {
    const { yTrue, first, second } = decisions(counts)
    const exact = mcNemarTest(yTrue, first, second)
    expect(Object.values(exact.counts)).toEqual(counts)
    expectClose(exact.difference.low, paired[0]!, `difference ${counts}`)
    if (mcnemar === undefined) {
      for (const method of ['exact', 'mid-p', 'chi-square'] as const) {
        expect(mcNemarTest(yTrue, first, second, { method }).p).toBe(1)
      }
      continue
    }
    compared++
    const corrected = mcNemarTest(yTrue, first, second, { method: 'chi-square' })
    expectClose(exact.p, mcnemar[0]!, `exact ${counts}`)
    expectClose(mcNemarTest(yTrue, first, second, { method: 'mid-p' }).p, mcnemar[1]!, `mid-p ${counts}`)
    expectClose(corrected.statistic, mcnemar[2]!, `chi-square ${counts}`)
    expectClose(corrected.p, mcnemar[3]!, `chi-square p ${counts}`)
    const plain = mcNemarTest(yTrue, first, second, { method: 'chi-square', correction: false })
    expectClose(plain.p, mcnemar[4]!, `uncorrected ${counts}`)
  }
  expect(compared).toBeGreaterThan(190)
})

function mean(_: number[], values: number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length
}

it('permutation p where exact as in SciPy', () => {
  permutations.forEach((expected, i) => {
    const draw = mulberry32(2001 + i)
    const n = 2 + draw(8)
    const [a, b] = [Array.from({ length: n }, () => draw(50)), Array.from({ length: n }, () => draw(50))]
    for (const [k, alternative] of (['two-sided', 'greater', 'less'] as const).entries()) {
      const test = permutationTest(mean, a, a, b, { alternative })
      expect(test).toMatchObject({ exact: true, permutations: 2 ** n })
      expectClose(test.p, expected[k]!, `${alternative} ${i}`)
    }
  })
})
