import { expect, it } from 'vitest'

import { createDataset } from '../dataset.ts'
import type { Sample } from '../dataset.ts'
import { leaveOneSourceOut } from './leave-one-source-out.ts'

const load = () => Promise.reject(new Error('not needed'))
const sample = (id: string, more: Partial<Sample>): Sample => ({ id, label: 'a', load, ...more })

it('holds out each source, and the patients it shares with others', () => {
  const folds = leaveOneSourceOut(
    createDataset(
      [
        sample('1', { source: 'y', group: 'p' }),
        sample('2', { source: 'x', group: 'p' }),
        sample('3', { source: 'x' }),
        sample('4', { source: 'y' }),
        sample('5', { source: 'z', group: 'q' }),
      ],
      ['a', 'b'],
    ),
  )
  expect(
    folds.map(({ source, train, test }) => [
      source,
      ...[train, test].map((of) => of.samples.map(({ id }) => id).join(' ')),
    ]),
  ).toEqual([
    ['x', '4 5', '2 3'],
    ['y', '3 5', '1 4'],
    ['z', '1 2 3 4', '5'],
  ])
  expect(folds[0]!.test.labels).toEqual(['a', 'b'])
})

it('refuses samples without a source, and a single source', () => {
  expect(() => leaveOneSourceOut(createDataset([sample('1', { source: 'x' }), sample('2', {})]))).toThrow(
    "dataset: 1 of 2 samples have no source ('2' is the first), expected one each",
  )
  expect(() => leaveOneSourceOut(createDataset([sample('1', { source: 'x' })]))).toThrow(
    'dataset: 1 sources (x), expected at least 2',
  )
})
