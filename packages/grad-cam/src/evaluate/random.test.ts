import { expect, it } from 'vitest'
import { createRandom } from './random.ts'

function draw(...key: number[]): number[] {
  return Array.from({ length: 4 }, createRandom(...key).next)
}

it('gives the same numbers for a key, and others for another', () => {
  const keys = [[0], [1], [0, 0], [0, 1], [1, 0], [2 ** 32], [2 ** 32 + 1]]
  expect(new Set(keys.map((key) => draw(...key).join(' '))).size).toBe(keys.length)
  for (const key of keys) expect(draw(...key)).toEqual(draw(...key))
})

it('has the moments of its distributions', () => {
  const random = createRandom(3)
  const count = 100_000
  const moments = (next: () => number) => {
    const values = Array.from({ length: count }, next)
    const mean = values.reduce((sum, value) => sum + value, 0) / count
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count }
  }
  // Standard errors are about .001 and .004.
  const uniform = moments(random.next)
  expect(uniform.mean).toBeCloseTo(1 / 2, 2)
  expect(uniform.variance).toBeCloseTo(1 / 12, 2)
  const normal = moments(random.normal)
  expect(Math.abs(normal.mean)).toBeLessThan(0.015)
  expect(Math.abs(normal.variance - 1)).toBeLessThan(0.02)
})

it('shuffles into every order equally often', () => {
  const random = createRandom(4)
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = random.shuffle([1, 2, 3]).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  // 1000 +- 29 each
  expect(counts.size).toBe(6)
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120)
})
