import { expect, it } from 'vitest'
import { drawWeights, uniform } from './weights.ts'

function largest(part: Float32Array): number {
  return part.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

it('draws what mulberry32 draws', () => {
  // The formula in unsigned 32-bit arithmetic, in Python, seed 7, stretched to -1..1.
  const numbers = uniform(7)
  expect(Array.from({ length: 3 }, () => numbers.next().value)).toEqual([
    -0.9765904936939478, -0.8760834848508239, 0.95381526555866,
  ])
})

it('draws kernels within sqrt(6 / inputs), biases within .05, one after the other', () => {
  const weights = drawWeights([[3, 3, 2, 50], [50], [50, 2]], 7)
  expect(weights).toHaveLength(900 + 50 + 100)
  // Of many numbers in -1..1 the largest is near 1.
  for (const [start, end, bound] of [
    [0, 900, Math.sqrt(6 / 18)],
    [900, 950, 0.05],
    [950, 1050, Math.sqrt(6 / 50)],
  ] as const) {
    expect(largest(weights.subarray(start, end)) / bound).toBeGreaterThan(0.9)
    expect(largest(weights.subarray(start, end)) / bound).toBeLessThanOrEqual(1)
  }
  expect(drawWeights([[50]], 8)).not.toEqual(drawWeights([[50]], 7))
})
