// What must hold for any probabilities, numbers by hand, and refusals.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyTemperature } from './apply-temperature.ts'
import { brierDecomposition } from './brier-decomposition.ts'
import { brierScore, brierSkillScore, multiclassBrierScore } from './brier.ts'
import { calibrationIntercept, calibrationSlope } from './calibration-slope.ts'
import { calibrationCurve, expectedCalibrationError, maximumCalibrationError } from './calibration.ts'
import { applyIsotonic, fitIsotonic } from './fit-isotonic.ts'
import { applyPlatt, fitPlatt } from './fit-platt.ts'
import { fitTemperature } from './fit-temperature.ts'
import { mulberry32 } from './golden.test-support.ts'
import { logLoss } from './log-loss.ts'
import { spiegelhalterTest } from './spiegelhalter.ts'

interface Picture {
  y: number
  s: number
  w: number
}

// Twentieths, so that ties and bin edges are common; weights that mean repetition.
const pictures: fc.Arbitrary<Picture[]> = fc.array(
  fc.record({
    y: fc.integer({ min: 0, max: 1 }),
    s: fc.integer({ min: 0, max: 20 }),
    w: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
)
const bothClasses = pictures.filter((all) => new Set(all.map(({ y }) => y)).size === 2)
const labels = (all: Picture[]): number[] => all.map(({ y }) => y)
const scores = (all: Picture[]): number[] => all.map(({ s }) => s / 20)
const rows = (all: Picture[]): number[][] => all.map(({ s }) => [1 - s / 20, s / 20])
const odds = (p: number): number => Math.log(p / (1 - p))
const repeated = (all: Picture[]): Picture[] => all.flatMap((one) => Array.from({ length: one.w }, () => one))

/** Status and temperature; losses are finite whatever comes. */
function temperatureOf(y: number[], z: number[], bounds?: [number, number]): unknown {
  const { temperature, ...fit } = fitTemperature(y, z, { scores: 'logits', ...(bounds && { bounds }) })
  expect(Number.isFinite(fit.lossBefore) && Number.isFinite(fit.lossAfter)).toBe(true)
  return [fit.status, temperature]
}

describe('losses', () => {
  it('of one probability are those of two columns; a weight is a repetition; bounds hold', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [y, p, weights] = [labels(all), scores(all), all.map(({ w }) => w)]
        const more = repeated(all)
        expect(logLoss(y, rows(all))).toBeCloseTo(logLoss(y, p), 12)
        expect(multiclassBrierScore(y, rows(all))).toBeCloseTo(brierScore(y, p), 12)
        expect(multiclassBrierScore(y, rows(all), { scaleByHalf: false })).toBeCloseTo(2 * brierScore(y, p), 12)
        expect(logLoss(y, p, { weights })).toBeCloseTo(logLoss(labels(more), scores(more)), 12)
        expect(brierScore(y, p, { weights })).toBeCloseTo(brierScore(labels(more), scores(more)), 12)
        const skill = brierSkillScore(y, p, { weights })
        const skillOfMore = brierSkillScore(labels(more), scores(more))
        if (Number.isNaN(skillOfMore)) expect(skill).toBeNaN()
        else expect(skill).toBeCloseTo(skillOfMore, 9)
        expect(brierScore(y, p)).toBeLessThanOrEqual(1)
        expect(logLoss(y, p)).toBeGreaterThanOrEqual(brierScore(y, p) - 1e-12)
      }),
    )
  })

  it('turning both labels and probabilities around changes nothing', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [y, p] = [labels(all), scores(all)]
        const [turned, turnedScores] = [y.map((v) => 1 - v), p.map((v) => 1 - v)]
        expect(logLoss(turned, turnedScores)).toBeCloseTo(logLoss(y, p), 9)
        expect(brierScore(turned, turnedScores)).toBeCloseTo(brierScore(y, p), 12)
        const [z, zTurned] = [spiegelhalterTest(y, p).z, spiegelhalterTest(turned, turnedScores).z]
        if (Number.isNaN(z)) expect(zTurned).toBeNaN()
        else expect(zTurned).toBeCloseTo(z, 9)
      }),
    )
  })

  it('by hand', () => {
    expect(logLoss([1, 0], [0, 1])).toBe(-Math.log(2 ** -52))
    expect(logLoss([1], [1])).toBeCloseTo(2 ** -52, 20)
    expect(
      multiclassBrierScore(
        [0, 2],
        [
          [0.5, 0.25, 0.25],
          [0, 0, 1],
        ],
      ),
    ).toBe(0.1875)
    expect(brierSkillScore([0, 1], [0.25, 0.75])).toBe(0.75)
    expect(brierSkillScore([1, 1], [0.5, 0.5])).toBeNaN()
    // Always 0.25 where 0.5 is the share: (0.25^2 + 0.75^2) / 2 = 0.3125 against it.
    expect(brierSkillScore([0, 1], [0.5, 0.5], { prevalence: 0.25 })).toBeCloseTo(1 - 0.25 / 0.3125, 12)
  })
})

describe('the Brier decomposition', () => {
  it('adds up for any bins, and is never negative', () => {
    fc.assert(
      fc.property(pictures, fc.constantFrom<number | 'distinct'>(1, 3, 10, 'distinct'), (all, bins) => {
        const found = brierDecomposition(labels(all), scores(all), { bins })
        const { brier, reliability, resolution, uncertainty, withinBin } = found
        expect(reliability - resolution + uncertainty + withinBin).toBeCloseTo(brier, 12)
        expect(brier).toBeCloseTo(brierScore(labels(all), scores(all)), 12)
        expect(Math.min(reliability, resolution, uncertainty)).toBeGreaterThanOrEqual(0)
        expect(resolution).toBeLessThanOrEqual(uncertainty + 1e-12)
        if (bins === 'distinct') expect(withinBin).toBe(0)
      }),
    )
  })

  it('by hand', () => {
    const { reliability, resolution, uncertainty } = brierDecomposition([0, 0, 1, 1], [0.2, 0.2, 0.2, 0.8], {
      bins: 'distinct',
    })
    // 3/4 (0.2 - 1/3)^2 + 1/4 (0.8 - 1)^2; 3/4 (1/3 - 1/2)^2 + 1/4 (1 - 1/2)^2
    expect(reliability).toBeCloseTo(0.75 * (0.2 - 1 / 3) ** 2 + 0.01, 12)
    expect(resolution).toBeCloseTo(0.75 / 36 + 0.0625, 12)
    expect(uncertainty).toBe(0.25)
  })
})

/** From and to of each bin. */
function quantileEdges(p: number[], bins: number): [number, number][] {
  const all = p.map(() => 1)
  return calibrationCurve(all, p, { bins, strategy: 'quantile' }).map(({ from, to }) => [from, to])
}

describe('calibration', () => {
  it('curves hold every picture once, in order, each score within its bin', () => {
    fc.assert(
      fc.property(
        pictures,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('uniform', 'quantile'),
        (all, bins, strategy) => {
          const curve = calibrationCurve(labels(all), scores(all), { bins, strategy: strategy as 'uniform' })
          expect(curve.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
          expect(curve.reduce((sum, { positives }) => sum + positives, 0)).toBe(all.filter(({ y }) => y === 1).length)
          for (const { from, to, meanScore } of curve) {
            expect(meanScore).toBeGreaterThanOrEqual(from - 1e-12)
            expect(meanScore).toBeLessThanOrEqual(to + 1e-12)
          }
        },
      ),
    )
  })

  it('quantile edges lie between scores, at NumPy percentiles', () => {
    expect(quantileEdges([0.25, 0.125, 0.75, 1], 2)).toEqual([
      [0.125, 0.5],
      [0.5, 1],
    ])
    // The bins between 0.25 and 0.75 are empty.
    expect(quantileEdges([0, 1], 4)).toEqual([
      [0, 0.25],
      [0.75, 1],
    ])
    expect(quantileEdges([0.5, 0.5], 3)).toEqual([[0.5, 0.5]])
  })

  it('quantile bins share distinct scores out evenly', () => {
    const p = Array.from({ length: 20 }, (_, i) => (i / 20) ** 3)
    const y = p.map((_, i) => i % 2)
    expect(calibrationCurve(y, p, { bins: 4, strategy: 'quantile' }).map(({ count }) => count)).toEqual([5, 5, 5, 5])
    expect(expectedCalibrationError(y, p, { of: 'positive', bins: 4, strategy: 'quantile' })).not.toBe(
      expectedCalibrationError(y, p, { of: 'positive', bins: 4 }),
    )
  })

  it('errors lie in 0..1, the expected below the maximum; permuting classes changes no classwise one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(2), fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 })), {
          minLength: 1,
          maxLength: 20,
        }),
        (all) => {
          const p = all.map(([, raw]) => raw.map((v) => v / raw.reduce((a, b) => a + b, 0)))
          const y = all.map(([label]) => label)
          for (const of of ['top-label', 'classwise'] as const) {
            const [mean, most] = [expectedCalibrationError(y, p, { of }), maximumCalibrationError(y, p, { of })]
            expect(mean).toBeGreaterThanOrEqual(0)
            expect(mean).toBeLessThanOrEqual(most + 1e-12)
            expect(most).toBeLessThanOrEqual(1)
          }
          const turned = p.map(([a, b, c]) => [c!, a!, b!])
          const moved = y.map((label) => (label + 1) % 3)
          expect(expectedCalibrationError(moved, turned, { of: 'classwise' })).toBeCloseTo(
            expectedCalibrationError(y, p, { of: 'classwise' }),
            12,
          )
        },
      ),
    )
  })

  it('slope: flipping both sides keeps it and turns the intercept; at the maximum the residuals vanish', () => {
    let fitted = 0
    fc.assert(
      fc.property(bothClasses, (all) => {
        const y = labels(all)
        const p = all.map(({ s }) => (s + 1) / 22)
        const slope = calibrationSlope(y, p)
        const turned = calibrationSlope(
          y.map((v) => 1 - v),
          p.map((v) => 1 - v),
        )
        expect(turned.status).toBe(slope.status)
        const large = calibrationIntercept(y, p)
        const residual = (a: number, b: number): number =>
          p.reduce((sum, v, i) => sum + y[i]! - 1 / (1 + Math.exp(-(a + b * odds(v)))), 0)
        expect(residual(large.value, 1)).toBeCloseTo(0, 9)
        if (slope.status !== 'fitted') {
          expect([slope.value, slope.low, slope.intercept.standardError]).toEqual([NaN, NaN, NaN])
          return
        }
        fitted++
        expect(residual(slope.intercept.value, slope.value)).toBeCloseTo(0, 9)
        expect(turned.value).toBeCloseTo(slope.value, 7)
        expect(turned.intercept.value).toBeCloseTo(-slope.intercept.value, 6)
        expect(slope.low).toBeLessThan(slope.value)
      }),
    )
    expect(fitted).toBeGreaterThan(20)
  })

  it('slope and intercept come back from probabilities bent by them; the intervals hold them as often as they say', () => {
    const draw = mulberry32(7)
    let [slopeHeld, interceptHeld, rejected] = [0, 0, 0]
    for (let study = 0; study < 200; study++) {
      const z = Array.from({ length: 300 }, () => draw() * 4 - 2)
      const y = z.map((v) => Number(draw() < 1 / (1 + Math.exp(-v))))
      // The model says sigmoid(2 z): twice too sure, so that the slope is one half.
      const sure = calibrationSlope(
        y,
        z.map((v) => 1 / (1 + Math.exp(-2 * v))),
      )
      slopeHeld += Number(sure.low <= 0.5 && sure.high >= 0.5)
      const high = calibrationIntercept(
        y,
        z.map((v) => 1 / (1 + Math.exp(-v - 0.7))),
      )
      interceptHeld += Number(high.low <= -0.7 && high.high >= -0.7)
      rejected += Number(
        spiegelhalterTest(
          y,
          z.map((v) => 1 / (1 + Math.exp(-v))),
        ).pValue < 0.05,
      )
    }
    // 95 % of 200 with four standard errors of room.
    expect(slopeHeld).toBeGreaterThan(177)
    expect(slopeHeld).toBeLessThan(200)
    expect(interceptHeld).toBeGreaterThan(177)
    expect(interceptHeld).toBeLessThan(200)
    expect(rejected).toBeGreaterThan(0)
    expect(rejected).toBeLessThan(23)
  })

  it('names what has no slope, and ends where it nearly has none', () => {
    expect(calibrationSlope([1, 1], [0.2, 0.4]).status).toBe('one-class')
    expect(calibrationSlope([1, 0], [0.4, 0.4]).status).toBe('flat')
    expect(calibrationSlope([0, 1], [0.2, 0.4]).status).toBe('separated')
    expect(calibrationSlope([0, 0, 1, 1], [0.2, 0.4, 0.4, 0.6]).status).toBe('separated')
    const nearly = calibrationSlope([0, 0, 1, 0, 1, 1], [0.01, 0.2, 0.5, 0.5 + 1e-12, 0.8, 0.99])
    expect(nearly.status).toBe('fitted')
    expect(Number.isFinite(nearly.value) && nearly.value > 5).toBe(true)
    const tiny = calibrationIntercept([0, 1], [0, 0])
    // Each would be positive at one half: the intercept undoes the logit of 1e-7.
    expect(tiny.value).toBeCloseTo(-Math.log(1e-7 / (1 - 1e-7)), 9)
  })
})

describe('temperature', () => {
  it('of one score is that of two columns, of logits that of their softmax', () => {
    let fitted = 0
    fc.assert(
      fc.property(bothClasses, (all) => {
        const y = labels(all)
        const z = all.map(({ s }) => (s - 10.5) / 2)
        const one = fitTemperature(y, z, { scores: 'logits' })
        const two = fitTemperature(
          y,
          z.map((v) => [1, 1 + v]),
          { scores: 'logits' },
        )
        const p = applyTemperature(z, 1, { scores: 'logits' })
        const back = fitTemperature(y, p, { scores: 'probabilities' })
        for (const other of [two, back]) {
          // At the largest temperature two statuses are a rounding apart.
          if (one.temperature < 90) expect(other.status).toBe(one.status)
          expect(Math.abs(other.temperature / one.temperature - 1)).toBeLessThan(1e-9)
        }
        if (one.status !== 'fitted') return
        fitted++
        expect(one.lossAfter).toBeLessThanOrEqual(one.lossBefore)
        const after = logLoss(y, applyTemperature(z, one.temperature, { scores: 'logits' }))
        expect(after).toBeCloseTo(one.lossAfter, 9)
      }),
    )
    expect(fitted).toBeGreaterThan(20)
  })

  it('says three quarters where three of four are right', () => {
    const yScore = [0.99, 0.99, 0.01, 0.99]
    const { temperature, n } = fitTemperature([1, 1, 0, 0], yScore, { scores: 'probabilities' })
    // sigmoid(ln 99 / T) = 0.75 at T = ln 99 / ln 3, by hand.
    expect(temperature).toBeCloseTo(Math.log(99) / Math.log(3), 12)
    expect(n).toBe(4)
    const calm = applyTemperature(yScore, temperature, { scores: 'probabilities' })
    expect(calm[0]).toBeCloseTo(0.75, 12)
    const asRows = applyTemperature(
      [
        [0.9, 0.1],
        [0.2, 0.8],
      ],
      2,
      { scores: 'probabilities' },
    )
    expect(asRows.map((row) => Array.from(row, (v) => v.toFixed(6)))).toEqual([
      ['0.750000', '0.250000'],
      ['0.333333', '0.666667'],
    ])
  })

  it('names what cannot be fitted, and survives huge logits', () => {
    expect(temperatureOf([0, 1], [-2, 1])).toEqual(['all-correct', 1])
    expect(temperatureOf([0, 0], [-2, 1])).toEqual(['one-class', 1])
    expect(temperatureOf([0, 1], [0, 0])).toEqual(['flat', 1])
    expect(temperatureOf([1, 0], [-2, 1])).toEqual(['worse-than-guessing', 100])
    expect(temperatureOf([1, 1, 0], [9, 9, 9], [0.1, 3])).toEqual(['at-bound', 3])
    expect(temperatureOf([1, 1, 0], [1, 1, 1], [3, 9])).toEqual(['at-bound', 3])
    expect(temperatureOf([1, 1, 0], [1e200, 1e200, 1e200])).toEqual(['at-bound', 100])
  })

  it('refuses what it cannot take', () => {
    const options = { scores: 'logits' } as const
    expect(() => fitTemperature([0, 1], [0, 1], {} as never)).toThrow("scores: is 'undefined', expected 'logits' or")
    expect(() => fitTemperature([0, 1], [0, NaN], options)).toThrow('yScore[1]: is NaN, expected a finite number')
    expect(() =>
      fitTemperature(
        [0, 1],
        [
          [0, 1],
          [0, Infinity],
        ],
        options,
      ),
    ).toThrow('yScore[1][1]: is Infinity')
    expect(() => fitTemperature([0, 2], [0, 1], options)).toThrow('yTrue[1]: is 2, expected 0')
    expect(() =>
      fitTemperature(
        [0, 2],
        [
          [0, 1],
          [0, 1],
        ],
        options,
      ),
    ).toThrow('yTrue[1]: is 2, expected a class index')
    expect(() => fitTemperature([0, 1], [0, 1], { ...options, bounds: [2, 1] })).toThrow('bounds: is [2, 1]')
    expect(() => fitTemperature([0, 1], [0, 1], { ...options, weights: [0, 0] })).toThrow('weights: are all 0')
    expect(() => fitTemperature([0, 1], [0, 3], { scores: 'probabilities' })).toThrow(
      'yScore[1]: is 3, expected a prob',
    )
    for (const kind of ['logits', 'probabilities'] as const) {
      expect(() => applyTemperature([0.5], 0, { scores: kind })).toThrow(
        'temperature: is 0, expected a positive number',
      )
    }
  })
})

describe('isotonic fit', () => {
  it('never falls, keeps the mean, leaves what already rises, and no rising fit is closer', () => {
    fc.assert(
      fc.property(pictures, (all) => {
        const [y, s, weights] = [labels(all), scores(all), all.map(({ w }) => w)]
        const fit = fitIsotonic(y, s, { weights })
        const p = applyIsotonic(fit, s)
        const more = repeated(all)
        const twice = applyIsotonic(fitIsotonic(labels(more), scores(more)), s)
        p.forEach((v, i) => expect(twice[i]).toBeCloseTo(v, 12))
        const total = (values: ArrayLike<number>): number => weights.reduce((sum, w, i) => sum + w * values[i]!, 0)
        expect(total(p)).toBeCloseTo(total(y), 9)
        fit.y.forEach((v, i) => expect(v).toBeGreaterThanOrEqual(fit.y[i - 1] ?? 0))
        // Optimal among all rising fits: residuals lean against no rising direction, and not along the fit itself.
        for (const cut of s) expect(total(y.map((v, i) => (s[i]! >= cut ? v - p[i]! : 0)))).toBeLessThanOrEqual(1e-9)
        expect(total(y.map((v, i) => (v - p[i]!) * p[i]!))).toBeCloseTo(0, 9)
        expect(JSON.parse(JSON.stringify(fit))).toEqual(fit)
      }),
    )
  })

  it('by hand, and beyond its ends', () => {
    const fit = fitIsotonic([0, 1, 0, 1], [0.1, 0.3, 0.6, 0.8])
    expect(fit).toEqual({ x: [0.1, 0.3, 0.6, 0.8], y: [0, 0.5, 0.5, 1] })
    applyIsotonic(fit, [-5, 0.2, 0.4, 0.7, 5]).forEach((p, i) => {
      expect(p).toBeCloseTo([0, 0.25, 0.5, 0.75, 1][i]!, 12)
    })
    expect(fitIsotonic([1, 0], [0.1, 0.2], { weights: [0, 1] })).toEqual({ x: [0.2], y: [0] })
    expect(() => applyIsotonic({ x: [1, 1], y: [0, 1] }, [1])).toThrow('x[1]: is 1, expected more than 1')
    expect(() => applyIsotonic({ x: [1, 2], y: [1, 0] }, [1])).toThrow('y[1]: is 0, expected at least 1')
    expect(() => fitIsotonic([0, 1], [0.5, NaN])).toThrow('yScore[1]: is NaN')
    expect(() => fitIsotonic([], [])).toThrow('is empty')
  })
})

describe('Platt fit', () => {
  it('does not care about the unit of the scores, nor run away where classes part', () => {
    fc.assert(
      fc.property(bothClasses, fc.constantFrom(1e-6, 3, 1e6, 1e300), (all, unit) => {
        const [y, s] = [labels(all), scores(all)]
        const scaled = s.map((v) => v * unit)
        const [p, q] = [applyPlatt(fitPlatt(y, s), s), applyPlatt(fitPlatt(y, scaled), scaled)]
        p.forEach((v, i) => expect(q[i]).toBeCloseTo(v, 9))
        const mean = p.reduce((a, b) => a + b, 0) / p.length
        const positives = y.reduce((a, b) => a + b, 0)
        const negatives = y.length - positives
        // At the maximum the mean probability is the mean target.
        const target = (positives * (positives + 1)) / (positives + 2) + negatives / (negatives + 2)
        expect(mean).toBeCloseTo(target / y.length, 9)
      }),
    )
  })

  it('by hand', () => {
    expect(applyPlatt(fitPlatt([0, 0, 1, 1], [-2, -1, 1, 2]), [0])[0]).toBeCloseTo(0.5, 12)
    // One score: targets 2 / 3 and 1 / 3, so a half; two of one class: 3 / 4.
    expect(fitPlatt([0, 1], [5, 5])).toEqual({ intercept: expect.closeTo(0, 12), slope: 0 })
    expect(fitPlatt([1, 1], [5, 5]).intercept).toBeCloseTo(Math.log(3), 12)
    expect(() => fitPlatt([0, 1], [0, Infinity])).toThrow('yScore[1]: is Infinity')
    expect(() => applyPlatt({ intercept: NaN, slope: 1 }, [0])).toThrow('is NaN, expected a finite number')
  })
})

describe('refusals', () => {
  const metrics = { logLoss, brierScore, brierSkillScore, brierDecomposition, calibrationSlope, calibrationIntercept }
  it.each(Object.entries({ ...metrics, spiegelhalterTest, calibrationCurve }))('%s', (_, metric) => {
    const wrong: [number[], number[], string][] = [
      [[], [], 'yTrue: is empty, expected at least one entry'],
      [[0, 1], [0.5], 'yScore: has 1 entries, expected 2, as many as yTrue'],
      [[0, 2], [0.5, 0.5], 'yTrue[1]: is 2, expected 0 (negative) or 1 (positive)'],
      [[0, 1], [0.5, NaN], 'yScore[1]: is NaN, expected a probability from 0 to 1'],
      [[0, 1], [0.5, Infinity], 'yScore[1]: is Infinity, expected a probability from 0 to 1'],
    ]
    for (const [y, p, message] of wrong) {
      expect(() => metric(y, p)).toThrow(RangeError)
      expect(() => metric(y, p)).toThrow(message)
    }
  })

  it.each(
    Object.entries({
      logLoss,
      multiclassBrierScore,
      topLabel: (y: number[], p: number[][]) => expectedCalibrationError(y, p, { of: 'top-label' }),
      classwise: (y: number[], p: number[][]) => maximumCalibrationError(y, p, { of: 'classwise' }),
    }),
  )('%s of rows', (_, metric) => {
    const wrong: [number[], number[][], string][] = [
      [[], [], 'yTrue: is empty'],
      [[0], [[1]], 'yScore[0]: has 1 entries, expected at least 2'],
      [
        [0, 1],
        [
          [0.5, 0.5],
          [0.5, 0.25, 0.25],
        ],
        'yScore[1]: has 3 entries, expected 2, as in the first row',
      ],
      [
        [0, 2],
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        'yTrue[1]: is 2, expected a class index from 0 to 1',
      ],
      [[0], [[0.5, NaN]], 'yScore[0][1]: is NaN, expected a probability from 0 to 1'],
      [[0], [[0.7, 0.7]], 'yScore[0]: sums to 1.4, expected probabilities of classes, which sum to 1'],
    ]
    for (const [y, p, message] of wrong) {
      expect(() => metric(y, p)).toThrow(RangeError)
      expect(() => metric(y, p)).toThrow(message)
    }
  })

  it('options', () => {
    const [y, p] = [
      [0, 1],
      [0.2, 0.7],
    ]
    expect(() => logLoss(y, p, { weights: [1, -1] })).toThrow(
      'weights[1]: is -1, expected a finite number of at least 0',
    )
    expect(() => brierScore(y, p, { weights: [1] })).toThrow('weights: has 1 entries, expected 2')
    expect(() => brierSkillScore(y, p, { prevalence: 5 })).toThrow('prevalence: is 5, expected a share from 0 to 1')
    expect(() => brierDecomposition(y, p, { bins: 0 })).toThrow('bins: is 0')
    expect(() => calibrationCurve(y, p, { strategy: 'equal' as never })).toThrow("strategy: is 'equal', expected")
    expect(() => expectedCalibrationError(y, p, { of: 'classwise' })).toThrow("expected 'positive' or 'top-label'")
    expect(() => expectedCalibrationError([0], [[1, 0]], { of: 'positive' })).toThrow(
      "expected 'top-label' or 'classwise'",
    )
    expect(() => calibrationSlope(y, p, { confidence: 95 })).toThrow('confidence: is 95')
  })
})
