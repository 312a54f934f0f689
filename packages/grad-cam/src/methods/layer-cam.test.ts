import { describe, expect, it } from 'vitest'
import { layerCam } from './layer-cam.ts'

describe('layerCam', () => {
  it('leaves out what has a negative gradient', () => {
    // By hand: 1*2 = 2 and 3*4 = 12; the second channel has negative gradients only.
    const map = layerCam.map({
      height: 2,
      width: 1,
      channels: 2,
      activations: Float32Array.of(1, 5, 3, 0.5),
      gradients: Float32Array.of(2, -1, 4, -3),
    })
    expect([...map]).toEqual([2, 12])
  })

  it('is negative where the activation is', () => {
    const layer = {
      height: 1,
      width: 2,
      channels: 1,
      activations: Float32Array.of(-1, -2),
      gradients: Float32Array.of(5, -5),
    }
    // Not [-5, -0]: a sum that starts at 0 has no negative zero.
    expect(layerCam.map(layer)).toEqual(Float32Array.of(-5, 0))
  })
})
