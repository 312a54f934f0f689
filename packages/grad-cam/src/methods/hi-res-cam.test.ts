import { describe, expect, it } from 'vitest'
import { hiResCam } from './hi-res-cam.ts'

describe('hiResCam', () => {
  it('multiplies activations and gradients cell by cell', () => {
    // By hand: 1*2 + 5*-1 = -3 and 3*4 + .5*-3 = 10.5.
    const map = hiResCam.map({
      height: 2,
      width: 1,
      channels: 2,
      activations: Float32Array.of(1, 5, 3, 0.5),
      gradients: Float32Array.of(2, -1, 4, -3),
    })
    expect([...map]).toEqual([-3, 10.5])
  })

  it('speaks where the gradients of a channel cancel and Grad-CAM is silent', () => {
    const layer = {
      height: 1,
      width: 2,
      channels: 1,
      activations: Float32Array.of(1, 2),
      gradients: Float32Array.of(5, -5),
    }
    expect(hiResCam.map(layer)).toEqual(Float32Array.of(5, -10))
  })
})
