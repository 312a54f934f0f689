// Gamma, normal and chi-square against SciPy, beta against mpmath's 40 digits, over wide ranges.
import { describe, expect, it } from 'vitest'
import { betaCdf, betaQuantile, binomialCdf } from './beta.ts'
import { chiSquareTail, gammaTail, logGamma, normalCdf } from './gamma.ts'
import { expectClose, special } from '../intervals/golden-intervals.test-support.ts'
import { normalQuantile } from './normal-quantile.ts'

/** Equal to `tolerance` of the number itself, however small. */
function expectRelative(actual: number, expected: number, what: string, tolerance: number): void {
  expect(Math.abs(actual / expected - 1), `${what}: ${actual}, expected ${expected}`).toBeLessThanOrEqual(tolerance)
}

describe('special functions, golden', () => {
  it('logGamma', () => {
    for (const [z, expected] of special.logGamma) expectClose(logGamma(z!), expected!, `ln Gamma(${z})`, 1e-14)
  })

  it('normalCdf, also of itself in the far tail', () => {
    for (const [z, expected] of special.normal) expectRelative(normalCdf(z!), expected!, `Phi(${z})`, 1e-12)
  })

  it('chiSquareTail', () => {
    for (const [x, degrees, expected] of special.chiSquare) {
      expectRelative(chiSquareTail(x!, degrees!), expected!, `chi-square ${x}, ${degrees}`, 1e-12)
    }
  })

  it('betaCdf up to shapes of a million', () => {
    expect(special.beta.length).toBeGreaterThan(500)
    for (const [x, a, b, expected] of special.beta) expectClose(betaCdf(x!, a!, b!), expected!, `I ${x}, ${a}, ${b}`)
  })

  it('betaQuantile up to shapes of a million', () => {
    expect(special.betaQuantile.length).toBeGreaterThan(300)
    for (const [p, a, b, expected] of special.betaQuantile) {
      expectClose(betaQuantile(p!, a!, b!), expected!, `quantile ${p}, ${a}, ${b}`)
      if (expected! < 0.5 && expected! > 1e-300)
        expectRelative(betaQuantile(p!, a!, b!), expected!, `${p}, ${a}, ${b}`, 1e-9)
    }
  })
})

describe('special functions', () => {
  it('undo each other', () => {
    for (const p of [1e-12, 0.001, 0.025, 0.4, 0.5, 0.8, 0.99]) {
      expectRelative(normalCdf(normalQuantile(p)), p, `normal ${p}`, 1e-12)
      for (const [a, b] of [
        [0.5, 0.5],
        [1, 300],
        [12, 7],
      ]) {
        expectRelative(betaCdf(betaQuantile(p, a!, b!), a!, b!), p, `beta ${p}, ${a}, ${b}`, 1e-11)
      }
    }
  })

  it('know their edges', () => {
    expect([logGamma(0), betaCdf(0, 2, 3), betaCdf(1, 2, 3), betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([
      Infinity,
      0,
      1,
      0,
      1,
    ])
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(0), chiSquareTail(0, 1)]).toEqual([0, 1, 0.5, 1])
    for (const nothing of [
      logGamma(-1),
      logGamma(NaN),
      betaCdf(NaN, 1, 1),
      betaCdf(0.5, 0, 1),
      betaQuantile(2, 1, 1),
    ]) {
      expect(nothing).toBeNaN()
    }
    expect(normalCdf(NaN)).toBeNaN()
    expect(gammaTail(0, 1)).toBeNaN()
  })

  it('binomialCdf is the sum of its terms', () => {
    // 3 trials at 0.3: 0.343, 0.441, 0.189, 0.027.
    expect(binomialCdf(0, 3, 0.3)).toBeCloseTo(0.343, 14)
    expect(binomialCdf(1, 3, 0.3)).toBeCloseTo(0.784, 14)
    expect(binomialCdf(2, 3, 0.3)).toBeCloseTo(0.973, 14)
    expect([binomialCdf(3, 3, 0.3), binomialCdf(-1, 3, 0.3), binomialCdf(1, 3, 0), binomialCdf(1, 3, 1)]).toEqual([
      1, 0, 1, 0,
    ])
  })
})
