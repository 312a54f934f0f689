import { describe, expect, it } from 'vitest'

import { seededUniform, uniformLimit } from './seeded-weights.ts'

describe('uniformLimit', () => {
  it('follows Glorot and He', () => {
    // Hand calculation: a 3x3 kernel from 2 to 4 channels has fan-in 18, fan-out 36.
    expect(uniformLimit([3, 3, 2, 4], 'glorotUniform')).toBe(Math.sqrt(6 / 54))
    expect(uniformLimit([3, 3, 2, 4], 'heUniform')).toBe(Math.sqrt(6 / 18))
    expect(uniformLimit([10, 2], 'glorotUniform')).toBe(Math.sqrt(6 / 12))
  })
})

describe('seededUniform', () => {
  it('gives these numbers for this key, in every engine', () => {
    expect(Array.from(seededUniform(4, 1, 7, 'conv1', 'kernel'))).toMatchInlineSnapshot(`
      [
        -0.14072149991989136,
        -0.34495142102241516,
        0.898139238357544,
        -0.4749341607093811,
      ]
    `)
  })

  it('is uniform: mean 0, variance l^2 / 3, inside the limits', () => {
    const values = seededUniform(200_000, 0.5, 'uniform')
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.003)
    expect(Math.abs(variance - 0.25 / 3)).toBeLessThan(0.001)
    expect(values.every((value) => value >= -0.5 && value < 0.5)).toBe(true)
  })

  it('differs by layer', () => {
    expect(seededUniform(4, 1, 7, 'conv1', 'kernel')).not.toEqual(seededUniform(4, 1, 7, 'conv2', 'kernel'))
  })
})
