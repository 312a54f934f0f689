import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { activate } from '../backends.test-support.ts'
import { repeatRows } from './rows.ts'

beforeAll(() => activate('cpu'))

it('repeats every row beside itself', () => {
  const x = tf.tensor3d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2])
  const repeated = repeatRows(x, 2)
  expect(repeated.shape).toEqual([4, 2, 2])
  expect([...repeated.dataSync()]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8])
  expect(repeatRows(x, 1)).toBe(x)
})
