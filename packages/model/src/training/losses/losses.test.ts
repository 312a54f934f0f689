import { useBackend } from '@convlens/backend/node'
import { expectClose } from '@convlens/testing'
import { memory, tensor1d, tensor2d } from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { type Loss, type LossOptions, checkLoss } from './loss.ts'
import { meanLoss, pictureLosses } from './losses.ts'
import { compute } from './losses.test-support.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

const names = ['categorical-crossentropy', 'binary-crossentropy', 'focal'] as const

interface Problem {
  classes: number
  logits: number[]
  /** Class of each picture in two different labellings. */
  first: number[]
  second: number[]
}

const problem: fc.Arbitrary<Problem> = fc
  .record({ classes: fc.integer({ min: 2, max: 5 }), n: fc.integer({ min: 1, max: 4 }) })
  .chain(({ classes, n }) => {
    const labels = fc.array(fc.integer({ min: 0, max: classes - 1 }), { minLength: n, maxLength: n })
    const logit = fc.float({ min: -20, max: 20, noNaN: true })
    return fc.record({
      classes: fc.constant(classes),
      logits: fc.array(logit, { minLength: n * classes, maxLength: n * classes }),
      first: labels,
      second: labels,
    })
  })

const oneHot = (labels: readonly number[], classes: number): number[] =>
  labels.flatMap((label) => Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0)))

const mix = (a: ArrayLike<number>, b: ArrayLike<number>, share: number): number[] =>
  Array.from(a, (value, i) => share * value + (1 - share) * b[i]!)

/** Columns in the order `1, 2, ..., 0`. */
const rotate = (rows: readonly number[], classes: number): number[] =>
  rows.map((_, i) => rows[i - (i % classes) + ((i + 1) % classes)]!)

const options = { numRuns: 40 }

describe.each(names)('%s', (name) => {
  it('of a mixed label is the mixture of the losses', async () => {
    await fc.assert(
      fc.asyncProperty(problem, fc.double({ min: 0, max: 1, noNaN: true }), async (given, share) => {
        const { classes, logits, first, second } = given
        const [a, b] = [oneHot(first, classes), oneHot(second, classes)]
        const mixed = await compute(logits, mix(a, b, share), classes, name)
        const [ofFirst, ofSecond] = [await compute(logits, a, classes, name), await compute(logits, b, classes, name)]
        expectWithin(mixed.values, mix(ofFirst.values, ofSecond.values, share), 1e-4)
        expectWithin(mixed.gradient, mix(ofFirst.gradient, ofSecond.gradient, share), 1e-4)
      }),
      options,
    )
  })

  it('does not mind the order of the classes, and neither gains nor loses by moving all logits together', async () => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ classes, logits, first }) => {
        const targets = oneHot(first, classes)
        const { values, gradient } = await compute(logits, targets, classes, name)
        const rotated = await compute(rotate(logits, classes), rotate(targets, classes), classes, name)
        expectWithin(rotated.values, values, 1e-4)
        expectWithin(rotated.gradient, rotate([...gradient], classes), 1e-4)
        for (let i = 0; i < gradient.length; i += classes) {
          const sum = gradient.subarray(i, i + classes).reduce((total, slope) => total + slope, 0)
          expect(Math.abs(sum)).toBeLessThan(1e-4)
        }
      }),
      options,
    )
  })

  it('smooths labels: those of all classes alike (binary: one half) take the share of labelSmoothing', async () => {
    await fc.assert(
      fc.asyncProperty(problem, fc.double({ min: 0, max: 0.9, noNaN: true }), async (given, labelSmoothing) => {
        const { classes, logits, first } = given
        const targets = oneHot(first, classes)
        const pull = name === 'binary-crossentropy' ? 0.5 : 1 / classes
        const smoothed = targets.map((y) => y * (1 - labelSmoothing) + labelSmoothing * pull)
        const { values } = await compute(logits, targets, classes, { name, labelSmoothing })
        expectWithin(values, (await compute(logits, smoothed, classes, name)).values, 1e-4)
      }),
      options,
    )
  })

  it('keeps its gradient where a softmax is saturated, and has none for what is right', async () => {
    // Logits 200 apart, the wrong class ahead: p - y by hand, and a focal factor of 1 that does not move.
    const wrong = await compute([200, 0], [0, 1], 2, name)
    expectClose(wrong.values, [200], 1e-6)
    expectClose(wrong.gradient, [1, -1], 1e-6)
    // Of three classes the two wrong ones are tied; binary: (200 + 200 - log 2) / 3, whose slope is 2/3, -1/2 and -1/6.
    const three = await compute([200, 0, 0], [0, 1, 0], 3, name)
    const binary = name === 'binary-crossentropy'
    expectClose(three.values, [binary ? (400 - Math.LN2) / 3 : 200], 1e-6)
    expectClose(three.gradient, binary ? [2 / 3, -1 / 2, -1 / 6] : [1, -1, 0], 1e-6)
    const right = await compute([0, 200, 0], [0, 1, 0], 3, name)
    expect([...right.values, ...right.gradient].map(Math.abs)).toEqual([0, 0, 0, 0])
  })
})

/** Every value within `tolerance` of the wanted one, or of its size where that is above 1. */
function expectWithin(actual: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(actual[i]! - wanted[i]!)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(wanted[i]!)))
}

it('gamma 0 makes the focal loss the categorical cross-entropy, two classes the binary one', async () => {
  await fc.assert(
    fc.asyncProperty(problem, async ({ classes, logits, first }) => {
      const targets = oneHot(first, classes)
      const categorical = await compute(logits, targets, classes, 'categorical-crossentropy')
      const focal = await compute(logits, targets, classes, { name: 'focal', gamma: 0 })
      expect(focal.values).toEqual(categorical.values)
      expectWithin(focal.gradient, categorical.gradient, 1e-6)
      if (classes === 2) expect(await compute(logits, targets, classes, 'binary-crossentropy')).toEqual(categorical)
    }),
    options,
  )
})

it('the focal loss takes from sure successes more than from mistakes, and alpha scales classes', async () => {
  // p = 0.9 and 0.1 of the right class, by hand: (1 - p)^2 = 0.01 and 0.81 of the cross-entropy.
  const logits = [Math.log(9), 0, 0, Math.log(9)]
  const alpha: LossOptions = { name: 'focal', alpha: [3, 0.5] }
  expectClose(
    (await compute(logits, [1, 0, 1, 0], 2, 'focal')).values,
    [-0.01 * Math.log(0.9), -0.81 * Math.log(0.1)],
    1e-6,
  )
  expectClose(
    (await compute(logits, [1, 0, 1, 0], 2, alpha)).values,
    [-0.03 * Math.log(0.9), -2.43 * Math.log(0.1)],
    1e-6,
  )
  expectClose(
    (await compute(logits, [0, 1, 0, 1], 2, alpha)).values,
    [-0.405 * Math.log(0.1), -0.005 * Math.log(0.9)],
    1e-6,
  )
})

/** Of a picture of the first of two classes. */
async function fromProbabilities(p: number[], loss: Loss): Promise<number> {
  return (await compute(p, [1, 0], 2, loss, 'probabilities')).values[0]!
}

it('classes that do not compete cannot all win: probabilities are divided by their sum', async () => {
  // By hand: log 2 for 1 and 1 of 2, all of it for 1 and 0.
  expect(await fromProbabilities([1, 1], 'categorical-crossentropy')).toBeCloseTo(Math.LN2, 6)
  expect(await fromProbabilities([1, 1], 'focal')).toBeCloseTo(Math.LN2 / 4, 6)
  expect(await fromProbabilities([1, 0], 'categorical-crossentropy')).toBeCloseTo(0, 6)
  // The binary loss compares each class on its own: the second is wrong, and clipped: -log(1.19e-7) / 2 in float32.
  expect(await fromProbabilities([1, 1], 'binary-crossentropy')).toBeCloseTo(15.9424 / 2, 3)
})

it('stays finite for probabilities that are all 0', async () => {
  for (const name of names) {
    const { values, gradient } = await compute([0, 0], [1, 0], 2, name, 'probabilities')
    expect([...values, ...gradient].every(Number.isFinite)).toBe(true)
    // -log 1e-7, the end of the clipping; binary: a half of it.
    expect(values[0]).toBeCloseTo(name === 'binary-crossentropy' ? 16.1181 / 2 : 16.1181, 3)
  }
})

describe('meanLoss', () => {
  it('divides by the number of pictures, whatever their weights, so that parts of a batch add up', async () => {
    const before = memory().numTensors
    const losses = [tensor1d([1, 2, 6]), tensor1d([1, 2]), tensor1d([6])]
    const weights = [tensor1d([3, 0, 0.5]), tensor1d([3, 0]), tensor1d([0.5])]
    const means = losses.map((values, i) => meanLoss(values, weights[i]))
    const [whole, first, second] = means.map((mean) => mean.dataSync()[0]!)
    // By hand: (3 + 0 + 3) / 3; by torch's rule it would be 6 / 3.5.
    expect(whole).toBe(2)
    expect((first! * 2 + second!) / 3).toBe(2)
    const plain = meanLoss(losses[0]!, undefined)
    expect(plain.dataSync()[0]).toBe(3)
    for (const tensor of [...losses, ...weights, ...means, plain]) tensor.dispose()
    expect(memory().numTensors).toBe(before)
  })
})

it('pictureLosses leaves its result behind and nothing else', () => {
  const [z, y] = [tensor2d([[1, 2, 3]]), tensor2d([[0, 1, 0]])]
  const before = memory().numTensors
  for (const name of names) {
    for (const kind of ['logits', 'probabilities'] as const) {
      const loss = pictureLosses(z, y, checkLoss({ name, labelSmoothing: 0.1 }, 3), kind)
      expect(loss.shape).toEqual([1])
      expect(memory().numTensors).toBe(before + 1)
      loss.dispose()
    }
  }
  z.dispose()
  y.dispose()
})
