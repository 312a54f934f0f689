import { describe, expect, it } from 'vitest'

// scikit-learn's weights of the same labels: golden/folds.py.
import golden from '../../golden/folds.json' with { type: 'json' }
import { createDataset } from '../dataset.ts'
import { makeSample } from './make-sample.ts'
import { classWeights, sampleWeights } from './weights.ts'

const load = () => Promise.reject(new Error('not needed'))
const { labels, sources, class: perClass, sample: perSample, both } = golden.weights
const dataset = createDataset(labels.map((label, i) => ({ id: `${i}`, label, source: sources[i]!, load })))

describe('classWeights', () => {
  it('equal scikit-learn, from a dataset and from counts', () => {
    expect(classWeights(dataset)).toEqual(perClass)
    expect(classWeights([4, 1, 2])).toEqual(perClass)
    // reference: [0, 0, 0, 1] -> 0.667 and 2
    expect(classWeights([3, 1])).toEqual([2 / 3, 2])
  })

  it('give a class without pictures nothing, and refuse what is no count', () => {
    expect(classWeights([2, 0, 2])).toEqual([1, 0, 1])
    expect(() => classWeights([0, 0])).toThrow('counts: [0, 0] given, expected at least one picture')
    expect(() => classWeights([1, 0.5])).toThrow('counts: 0.5 given, expected whole numbers')
  })
})

describe('sampleWeights', () => {
  it('equal scikit-learn, for one column and the product of two', () => {
    expect([...sampleWeights(dataset)]).toEqual(perSample)
    sampleWeights(dataset, { by: ['label', 'source'] }).forEach((weight, i) => expect(weight).toBeCloseTo(both[i]!, 14))
  })

  it('let a patient with many pictures count as much as one with one', () => {
    const patients = createDataset(
      ['p', 'p', 'p', 'q', undefined].map((group, i) => makeSample({ id: `${i}`, label: 'a', load }, { group })),
    )
    const [p, , , q, alone] = sampleWeights(patients, { by: ['group'] })
    expect(3 * p!).toBeCloseTo(q!, 14)
    expect(alone).toBe(q)
  })

  it('refuse an empty dataset and unknown keys', () => {
    expect(() => sampleWeights(createDataset([]))).toThrow('dataset: no samples')
    expect(() => sampleWeights(dataset, { by: ['age' as 'label'] })).toThrow(
      'by: "age" given, expected label, source or group',
    )
  })
})
