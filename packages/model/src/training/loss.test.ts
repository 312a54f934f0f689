import { useBackend } from '@convlens/backend/node'
import { expectClose } from '@convlens/testing'
import { type Tensor2D, grad, softmax, tensor2d, tidy } from '@tensorflow/tfjs-core'
// oxlint-disable-next-line import/no-unassigned-import -- registers the gradients of tfjs-core
import '@tensorflow/tfjs-layers'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { oneHotRows } from './batch.ts'
import { type Loss, lossFromLogits, lossFromProbabilities, losses } from './loss.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

/** The definitions, in double precision. */
function expected(rows: number[][], y: number[], loss: Loss): number {
  const terms = rows.map((z, i) => {
    const top = Math.max(...z)
    const total = z.reduce((sum, value) => sum + Math.exp(value - top), 0)
    const p = z.map((value) => Math.exp(value - top) / total)
    if (loss === 'categorical-crossentropy') return -Math.log(p[y[i]!]!)
    return -p.reduce((sum, value, k) => sum + Math.log(k === y[i] ? value : 1 - value), 0) / p.length
  })
  return terms.reduce((sum, term) => sum + term, 0) / terms.length
}

const problem = fc
  .record({ classes: fc.integer({ min: 2, max: 5 }), n: fc.integer({ min: 1, max: 6 }) })
  .chain(({ classes, n }) =>
    fc.record({
      rows: fc.array(fc.array(fc.float({ min: -6, max: 6, noNaN: true }), { minLength: classes, maxLength: classes }), {
        minLength: n,
        maxLength: n,
      }),
      y: fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: n, maxLength: n }),
    }),
  )

const compute = (
  rows: number[][],
  y: number[],
  loss: Loss,
  from: typeof lossFromLogits,
  prepare: (z: Tensor2D) => Tensor2D = (z) => z,
): number =>
  tidy(() => {
    const classes = rows[0]!.length
    const oneHot = tensor2d(oneHotRows(Int32Array.from(y), classes), [y.length, classes])
    return from(prepare(tensor2d(rows)), oneHot, loss).dataSync()[0]!
  })

describe.each(losses)('%s', (loss) => {
  it('agrees with its definition, from logits and from probabilities', () => {
    fc.assert(
      fc.property(problem, ({ rows, y }) => {
        const wanted = expected(rows, y, loss)
        expect(compute(rows, y, loss, lossFromLogits)).toBeCloseTo(wanted, 4)
        // 1 - p has lost digits that the logits still have.
        expect(compute(rows, y, loss, lossFromProbabilities, (z) => softmax(z))).toBeCloseTo(wanted, 2)
      }),
      { numRuns: 60 },
    )
  })

  it('stays finite and keeps its gradient where a softmax is saturated', async () => {
    // Logits 200 apart, the wrong class ahead. Two classes: loss 200. Three: binary is (200 + 200 + log 2) / 3.
    const value = (rows: number[][]) => compute(rows, [1], loss, lossFromLogits)
    expect(value([[200, 0]])).toBeCloseTo(200, 4)
    expect(value([[200, 0, 0]])).toBeCloseTo(
      loss === 'categorical-crossentropy' ? 200 : (200 + 200 - Math.log(2)) / 3,
      3,
    )
    expect(value([[0, 200, 0]])).toBeCloseTo(0, 6)
    const slope = tidy(() => grad((z) => lossFromLogits(z as Tensor2D, tensor2d([[0, 1]]), loss))(tensor2d([[200, 0]])))
    expectClose(await slope.data(), [1, -1], 1e-6)
    slope.dispose()
  })
})
