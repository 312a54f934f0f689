import { describe, expect, it } from 'vitest'

import { checkClassWeights, pictureWeights } from './picture-weights.ts'

const y = Int32Array.of(0, 2, 1)

describe('pictureWeights', () => {
  it('is nothing where all pictures count alike', () => {
    expect(pictureWeights(y, undefined, 3, undefined, undefined)).toBeUndefined()
  })

  it('is the weight of the class times that of the picture', () => {
    expect(pictureWeights(y, undefined, 3, undefined, Float32Array.of(1, 2, 3))).toEqual(Float32Array.of(1, 2, 3))
    expect(pictureWeights(y, undefined, 3, [2, 4, 8], undefined)).toEqual(Float32Array.of(2, 8, 4))
    expect(pictureWeights(y, undefined, 3, [2, 4, 8], Float32Array.of(1, 0.5, 0))).toEqual(Float32Array.of(2, 4, 0))
  })

  it('mixes the weights of the classes of a soft label, whatever its y', () => {
    // By hand: .5 * 2 + .5 * 4, .25 * 2 + .75 * 8, all of the second; times 1, 2, .5.
    const soft = Float32Array.of(0.5, 0.5, 0, 0.25, 0, 0.75, 0, 1, 0)
    expect(pictureWeights(y, soft, 3, [2, 4, 8], Float32Array.of(1, 2, 0.5))).toEqual(Float32Array.of(3, 13, 2))
  })
})

describe('checkClassWeights', () => {
  it('takes none, and one for each class', () => {
    checkClassWeights(undefined, 2)
    checkClassWeights([0, 1.5], 2)
  })

  it.each<[unknown, string]>([
    [[1], 'classWeights: expected 2 numbers, one a class, got [1]'],
    [{ 0: 1, 1: 2 }, 'classWeights: expected 2 numbers, one a class, got {"0":1,"1":2}'],
    [[1, -1], 'classWeights[1]: expected a number of at least 0, got -1'],
    [[Number.NaN, 1], 'classWeights[0]: expected a number of at least 0, got NaN'],
    [[0, 0], 'classWeights: expected at least one number above 0'],
  ])('refuses %j', (weights, message) => {
    expect(() => checkClassWeights(weights as number[], 2)).toThrow(new RangeError(message))
  })
})
