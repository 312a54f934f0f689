import { expectClose } from '@convlens/testing'
import { array, assert, integer, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'

import golden from '../../../golden/temperature.json' with { type: 'json' }
import { applyTemperature } from './apply-temperature.ts'
import { type FitTemperatureOptions, fitTemperature } from './fit-temperature.ts'

const loss = ({ classes, logits, yTrue }: FitTemperatureOptions, temperature: number): number => {
  const p = applyTemperature({ classes, logits: logits!, temperature })
  return Array.from(yTrue, (y, i) => -Math.log(p[i * classes + y]!)).reduce((a, b) => a + b, 0) / yTrue.length
}

describe('fitTemperature', () => {
  it.each(golden.cases)('equals scipy and torch: $name', ({ brentq, lbfgs, lossBefore, lossAfter, ...scores }) => {
    const fit = fitTemperature(scores)
    expect(fit.status).toBe('fitted')
    expectClose([fit.temperature], [brentq], 1e-12)
    expectClose([fit.temperature], [lbfgs], 1e-7)
    expectClose([fit.lossBefore, fit.lossAfter], [lossBefore, lossAfter], 1e-13)
  })

  it('says three quarters where three of four are right', () => {
    // softmax(ln 99 / T, 0) = .75 at T = ln 99 / ln 3, by hand.
    const probabilities = [0.99, 0.01, 0.99, 0.01, 0.01, 0.99, 0.01, 0.99]
    const fit = fitTemperature({ probabilities, classes: 2, yTrue: [0, 0, 1, 0] })
    expect(fit.temperature).toBeCloseTo(Math.log(99) / Math.log(3), 10)
    expect(fit.n).toBe(4)
    expect(applyTemperature({ probabilities, classes: 2, temperature: fit.temperature })[0]).toBeCloseTo(0.75, 6)
  })

  it('counts a picture of weight 2 as two, and one of weight 0 as none', () => {
    const twice = { classes: 2, logits: [3, 0, 3, 0, 3, 0, 0, 1], yTrue: [0, 0, 1, 1] }
    const weighted = { classes: 2, logits: [3, 0, 3, 0, 0, 1, 9, 0], yTrue: [0, 1, 1, 1], weights: [2, 1, 1, 0] }
    expect(fitTemperature(weighted).temperature).toBeCloseTo(fitTemperature(twice).temperature, 12)
    expect(fitTemperature(weighted).n).toBe(3)
  })

  it('names what cannot be fitted', () => {
    const cases: [string, number, FitTemperatureOptions][] = [
      ['all-correct', 1, { classes: 2, logits: [2, 0, 0, 1], yTrue: [0, 1] }],
      ['one-class', 1, { classes: 2, logits: [2, 0, 0, 1], yTrue: [0, 0] }],
      ['flat', 1, { classes: 3, logits: [2, 2, 2, 0, 0, 0], yTrue: [0, 1] }],
      ['worse-than-guessing', 100, { classes: 2, logits: [2, 0, 0, 1], yTrue: [1, 0] }],
      // Optima by hand: logit gap g, a share s right: T = g / ln(s / (1 - s)).
      ['at-bound', 3, { classes: 2, logits: [9, 0, 9, 0, 0, 9], yTrue: [0, 1, 1], bounds: [0.1, 3] }],
      ['at-bound', 3, { classes: 2, logits: [1, 0, 1, 0, 0, 1], yTrue: [0, 1, 1], bounds: [3, 9] }],
    ]
    for (const [status, temperature, options] of cases) {
      const fit = fitTemperature(options)
      expect(fit).toMatchObject({ status, temperature })
      expect(Number.isFinite(fit.lossBefore) && Number.isFinite(fit.lossAfter)).toBe(true)
    }
  })

  it('is not led astray by probabilities of 0, nor by huge logits', () => {
    const yTrue = [0, 0, 0, 1, 1]
    const probabilities = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1, 1, 0)
    // Three of five right, each surely: T = ln(1e7) / ln(1.5), as 0 counts as 1e-7.
    const fit = fitTemperature({ probabilities, classes: 2, yTrue })
    expect(fit.temperature).toBeCloseTo(Math.log(1e7) / Math.log(1.5), 6)
    const logits = [1e300, 0, 1e300, 0, 0, 1e300, 0, 1e300, 1e300, 0]
    expect(fitTemperature({ logits, classes: 2, yTrue })).toMatchObject({ status: 'at-bound', temperature: 100 })
  })

  it('finds no better temperature nearby, whatever the scores', () => {
    const row = record({
      z: array(integer({ min: -40, max: 40 }), { minLength: 3, maxLength: 3 }),
      y: nat(2),
    })
    let fitted = 0
    assert(
      property(array(row, { minLength: 3, maxLength: 12 }), (rows) => {
        const options = {
          classes: 3,
          logits: rows.flatMap(({ z }) => z.map((v) => v / 8)),
          yTrue: rows.map(({ y }) => y),
        }
        const { status, temperature, lossAfter, lossBefore } = fitTemperature(options)
        expect(lossAfter).toBeLessThanOrEqual(lossBefore + (status === 'fitted' ? 1e-12 : Infinity))
        if (status !== 'fitted') return
        fitted++
        for (const factor of [0.98, 1.02]) expect(loss(options, temperature * factor)).toBeGreaterThan(lossAfter - 1e-6)
      }),
      { seed: 1, numRuns: 200 },
    )
    expect(fitted).toBeGreaterThan(50)
  })

  it('refuses what it cannot take, by name', () => {
    const good = { classes: 2, logits: [1, 0, 0, 1], yTrue: [0, 1] }
    const refused: [Record<string, unknown>, string][] = [
      [{ logits: [1, 0, Number.NaN, 1] }, 'logits[2]: expected a finite number, got NaN'],
      [{ logits: [1, 0, 1] }, 'logits: expected rows of 2 values, got 3 values'],
      [
        { logits: undefined, probabilities: [2, 0, 0, 1] },
        'probabilities[0]: expected a probability from 0 to 1, got 2',
      ],
      [{ probabilities: [1, 0, 0, 1] }, 'logits, probabilities: expected one of the two'],
      [{ classes: 1 }, 'classes: expected an integer of at least 2, got 1'],
      [{ yTrue: [0] }, 'yTrue: expected 2 classes, one for each row of scores, got 1'],
      [{ yTrue: [0, 2] }, 'yTrue[1]: expected a class from 0 to 1, got 2'],
      [{ weights: [1] }, 'weights: expected 2, one for each picture, got 1'],
      [{ weights: [1, -1] }, 'weights[1]: expected a number of at least 0, got -1'],
      [{ weights: [0, 0] }, 'yTrue: expected at least one picture that counts, got weights of 0'],
      [{ logits: [], yTrue: [] }, 'yTrue: expected at least one picture that counts, got none'],
      [{ bounds: [2, 1] }, 'bounds: expected two positive numbers in ascending order, got [2, 1]'],
    ]
    for (const [change, message] of refused)
      expect(() => fitTemperature({ ...good, ...change } as FitTemperatureOptions)).toThrow(new RangeError(message))
  })
})

describe('applyTemperature', () => {
  it('leaves probabilities at 1, takes the square root of their odds at 2, and never changes the winner', () => {
    const probabilities = Float32Array.of(0.9, 0.1, 0.2, 0.8)
    expectClose(applyTemperature({ probabilities, classes: 2, temperature: 1 }), probabilities, 1e-7)
    expectClose(applyTemperature({ probabilities, classes: 2, temperature: 2 }), [0.75, 0.25, 1 / 3, 2 / 3], 1e-7)
    expectClose(
      applyTemperature({ logits: [2, 0], classes: 2, temperature: 1 }),
      [0.8807970779778823, 0.11920292202211755],
      1e-7,
    )
  })

  it('refuses a temperature of 0', () => {
    const options = { probabilities: [0.5, 0.5], classes: 2, temperature: 0 }
    expect(() => applyTemperature(options)).toThrow('temperature: expected a positive number, got 0')
  })
})
