import { expectClose } from '@convlens/testing'
import { describe, expect, it } from 'vitest'
import { xGradCam } from './x-grad-cam.ts'

describe('xGradCam', () => {
  it('weights channels by their gradient, averaged by activation', () => {
    // By hand: w1 = (1*2 + 3*4) / 4 = 3.5, w2 = (5*-1 + .5*-3) / 5.5 = -13/11; cells 3.5 - 65/11 and 10.5 - 6.5/11.
    const map = xGradCam.map({
      height: 2,
      width: 1,
      channels: 2,
      activations: Float32Array.of(1, 5, 3, 0.5),
      gradients: Float32Array.of(2, -1, 4, -3),
    })
    expectClose(map, [3.5 - 65 / 11, 10.5 - 6.5 / 11], 1e-7)
  })

  it("takes Grad-CAM's weight where activations cancel", () => {
    // The sum of A is 0 and that of G * A is 3: without the guard the weight is infinite. The mean gradient is 2.
    const layer = { height: 1, width: 2, channels: 1, activations: Float32Array.of(3, -3) }
    expect(xGradCam.map({ ...layer, gradients: Float32Array.of(2.5, 1.5) })).toEqual(Float32Array.of(6, -6))
    // -.1 - .2 + .3 is not 0 in floating point.
    const rounded = { height: 1, width: 3, channels: 1, activations: Float32Array.of(-0.1, -0.2, 0.3) }
    expectClose(xGradCam.map({ ...rounded, gradients: Float32Array.of(1, 2, 3) }), [-0.2, -0.4, 0.6], 1e-6)
  })

  it('does without the guard where the sum is small but real', () => {
    // w = (3*2 - 2.9*1) / .1 = 31.
    const layer = { height: 1, width: 2, channels: 1, activations: Float32Array.of(3, -2.9) }
    expectClose(xGradCam.map({ ...layer, gradients: Float32Array.of(2, 1) }), [93, -89.9], 1e-5)
  })
})
