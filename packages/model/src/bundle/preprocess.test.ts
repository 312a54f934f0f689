import * as fc from 'fast-check'
import { expect, expectTypeOf, it } from 'vitest'
// By its path: packages depend on no sibling, and this one must only agree with it.
import { type PreprocessSpec, validatePreprocessSpec } from '../../../data/src/preprocess/spec.ts'
import { type Preprocess, preprocessFault } from './preprocess.ts'

const accepted = (spec: unknown): boolean => {
  try {
    return validatePreprocessSpec(spec) !== undefined
  } catch {
    return false
  }
}

const maybe = <T>(...odd: T[]) => fc.constantFrom(undefined, ...odd)

it("is @convlens/data's description, which this package does not import", () => {
  expectTypeOf<Preprocess>().toEqualTypeOf<PreprocessSpec>()
})

it('accepts what @convlens/data accepts, and nothing else', () => {
  const some = fc.record(
    {
      version: fc.constantFrom<unknown>(1, 2, 2, 2, 3, '2'),
      width: fc.constantFrom<unknown>(8, 224, 224, 0, 1.5),
      height: fc.constantFrom<unknown>(8, 224, 224, -1),
      channels: fc.constantFrom<unknown>(1, 3, 3, 2),
      fit: fc.constantFrom<unknown>('stretch', 'pad', 'crop', 'zoom'),
      scaling: fc.constantFrom<unknown>('unit', 'standardise', 'min-max', 'log'),
      window: maybe<unknown>([1, 99], [0, 100], [99, 1], [1], [1, 101], ['1', '99'], null),
      clahe: maybe<unknown>(
        { tiles: [8, 8], clipLimit: 2 },
        { tiles: [8, 65], clipLimit: 2 },
        { tiles: [8], clipLimit: 2 },
        { tiles: [8, 8], clipLimit: 0 },
        { tiles: [8, 8] },
        { tiles: [8, 8], clipLimit: 2, more: 1 },
        3,
      ),
      colour: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant('grey') }),
    },
    { requiredKeys: [] },
  )
  let both = 0
  fc.assert(
    fc.property(some, (given) => {
      // As it comes out of a bundle: what is undefined is not there.
      const spec: unknown = JSON.parse(JSON.stringify(given))
      const fine = accepted(spec)
      expect(preprocessFault(spec) === undefined).toBe(fine)
      if (fine) both++
    }),
    { seed: 7, numRuns: 20_000 },
  )
  expect(both).toBeGreaterThan(100)
})

it('names the field, what came and what was expected', () => {
  const spec = { version: 2, width: 8, height: 8, channels: 1, fit: 'pad', scaling: 'unit' }
  expect(preprocessFault({ ...spec, window: [99, 1] })).toEqual({
    field: 'preprocess.window',
    clause: 'expected two percentages from 0 to 100, the smaller first, got [99,1]',
  })
  expect(preprocessFault({ ...spec, version: 1, window: [1, 99] })).toEqual({
    field: 'preprocess.window',
    clause: 'expected only version, width, height, channels, fit, scaling, got [1,99]',
  })
  expect(preprocessFault({ ...spec, clahe: { tiles: [8, 8] } })?.field).toBe('preprocess.clahe')
})
