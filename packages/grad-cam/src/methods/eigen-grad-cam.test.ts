import { expectClose } from '@convlens/testing'
import { describe, it } from 'vitest'
import { eigenGradCam } from './eigen-grad-cam.ts'

describe('eigenGradCam', () => {
  it('is the only channel of G * A less its mean', () => {
    const layer = { height: 1, width: 3, channels: 1, activations: Float32Array.of(1, 2, 3) }
    expectClose(eigenGradCam.map({ ...layer, gradients: Float32Array.of(1, 1, 2) }), [-2, -1, 3], 1e-7)
  })

  it('turns round with the gradient', () => {
    // G * A = [0, -3, -6] and [0, -4, -8]: the cell with the strongest evidence against the class is lowest.
    const layer = { height: 3, width: 1, channels: 2, activations: Float32Array.of(0, 0, 3, 4, 6, 8) }
    expectClose(eigenGradCam.map({ ...layer, gradients: new Float32Array(6).fill(-1) }), [5, 0, -5], 1e-7)
  })
})
