import { expect, it } from 'vitest'
import { meanDifference, SamePictures } from './same-pictures.ts'

const pictures = Float32Array.of(0, 0.5, 1, 0.25)
const set = (subject: string, values: Float32Array, what = 'loaded') => ({ subject, what, values })

it('tells the mean difference of the picture that is farthest off', () => {
  expect(meanDifference(pictures, Float32Array.of(0, 0.5, 0.75, 0), 2)).toBe(0.25)
  expect(meanDifference(pictures, pictures.subarray(2), 2)).toBeNaN()
  expect(meanDifference(pictures, Float32Array.of(0, Number.NaN, 1, 0.25), 2)).toBeNaN()
})

it('stops where two subjects made different pictures', () => {
  const same = new SamePictures(2)
  same.add(set('ours', pictures), 0.01)
  same.add(set('theirs', Float32Array.of(0, 0.5, 1, 0.26)), 0.01)
  expect(same.difference('loaded')).toBeCloseTo(0.005, 6)
  expect(() => same.add(set('third', Float32Array.of(1, 0.5, 1, 0.25)), 0.01)).toThrow(
    'loaded: the pictures of third are not those of ours, with a mean difference of 0.5 in 0..1',
  )
  // Something else may look otherwise.
  expect(() => same.add(set('third', Float32Array.of(1, 1, 1, 1), 'blurred'), 0.01)).not.toThrow()
})

it('stops at values that are no numbers, also those of the first', () => {
  expect(() => new SamePictures(2).add(set('ours', Float32Array.of(Number.NaN, 0)), 1)).toThrow('those of anyone')
})

it('knows no difference where there is nobody to differ from', () => {
  const same = new SamePictures(2)
  same.add(set('ours', pictures), 0.01)
  expect(same.difference('loaded')).toBeUndefined()
  same.add(set('theirs', pictures), 0.01)
  expect(same.difference('loaded', ['theirs'])).toBeUndefined()
  expect(same.difference('loaded', ['ours', 'theirs'])).toBe(0)
})
