import { describe, expect, it } from 'vitest'
import { gradCam } from './grad-cam.ts'

describe('gradCam', () => {
  it('weights channels by their mean gradient', () => {
    // By hand: w = [mean(2, 4), mean(-1, -3)] = [3, -2]; cells 3*1 - 2*5 = -7 and 3*3 - 2*0.5 = 8.
    const map = gradCam.map({
      height: 2,
      width: 1,
      channels: 2,
      activations: Float32Array.of(1, 5, 3, 0.5),
      gradients: Float32Array.of(2, -1, 4, -3),
    })
    expect([...map]).toEqual([-7, 8])
  })

  it('is zero where the gradients of a channel cancel', () => {
    const layer = {
      height: 1,
      width: 2,
      channels: 1,
      activations: Float32Array.of(1, 2),
      gradients: Float32Array.of(5, -5),
    }
    expect(gradCam.map(layer)).toEqual(Float32Array.of(0, 0))
  })
})
