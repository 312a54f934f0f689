import { expectClose } from '@convlens/testing'
import { describe, it } from 'vitest'
import { eigenCam } from './eigen-cam.ts'

describe('eigenCam', () => {
  it('is the only channel less its mean', () => {
    const layer = { height: 1, width: 3, channels: 1, activations: Float32Array.of(1, 2, 6) }
    expectClose(eigenCam.map({ ...layer, gradients: new Float32Array() }), [-2, -1, 3], 1e-7)
  })

  it('projects on the direction in which the cells differ most', () => {
    // By hand: channels [0, 3, 6] and [0, 4, 8] + 9 move together along (3, 4) / 5; the cells lie at -5, 0 and 5 on it.
    const layer = { height: 3, width: 1, channels: 2, activations: Float32Array.of(0, 9, 3, 13, 6, 17) }
    expectClose(eigenCam.map({ ...layer, gradients: new Float32Array() }), [-5, 0, 5], 1e-7)
  })
})
