import { expectClose } from '@convlens/testing'
import { describe, expect, it } from 'vitest'
import { gradCamPlusPlus } from './grad-cam-plus-plus.ts'

describe('gradCamPlusPlus', () => {
  it('damps the positive gradients of a channel by its activity', () => {
    // By hand: sums 4 and 6; w1 = 2 / (2 + 2*4) + 1 / (2 + 1*4) = 11/30, w2 = 1 / (2 + 1*6) = 1/8, its -3 counts 0;
    // cells 1*11/30 + 5/8 and 3*11/30 + 1/8.
    const map = gradCamPlusPlus.map({
      height: 2,
      width: 1,
      channels: 2,
      activations: Float32Array.of(1, 5, 3, 1),
      gradients: Float32Array.of(2, 1, 1, -3),
    })
    expectClose(map, [11 / 30 + 5 / 8, 11 / 10 + 1 / 8], 1e-7)
  })

  it('keeps the proportions of small gradients (pytorch-grad-cam issue 236)', () => {
    // One cell a channel, A = 1: an epsilon of 1e-6 beside 2 G^2 would make [1, .06, .03] of these weights.
    const weights = [6e-4, 2e-4, 1.56e-4].map((gradient) => {
      const layer = { height: 1, width: 1, channels: 1, activations: Float32Array.of(1) }
      return gradCamPlusPlus.map({ ...layer, gradients: Float32Array.of(gradient) })[0]!
    })
    expectClose(
      weights.map((weight) => weight / weights[0]!),
      [1, 1 / 3, 0.26],
      1e-3,
    )
  })

  it('scales with gradients too small to matter beside the 2', () => {
    const layer = { height: 1, width: 1, channels: 1, activations: Float32Array.of(1) }
    expect(gradCamPlusPlus.map({ ...layer, gradients: Float32Array.of(2e-30) })[0]).toBe(Math.fround(1e-30))
  })

  it('gives a pixel no weight where the denominator vanishes', () => {
    // The sum of A is -4: 2 + .5 * -4 = 0 for the first cell; the second gives 1 / (2 - 4) = -.5.
    const layer = { height: 1, width: 2, channels: 1, activations: Float32Array.of(-3, -1) }
    expect(gradCamPlusPlus.map({ ...layer, gradients: Float32Array.of(0.5, 1) })).toEqual(Float32Array.of(1.5, 0.5))
  })
})
