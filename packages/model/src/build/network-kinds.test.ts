import { describe, expect, it } from 'vitest'

import { buildCnn } from './build-cnn.ts'
import { uniformLimit } from './seeded-weights.ts'

const residual = { kind: 'residual', input: [32, 32, 1], stem: { filters: 4 }, stages: [{ filters: 4 }] } as const
const depthwise = {
  kind: 'depthwise',
  input: [32, 32, 1],
  stem: { filters: 4 },
  blocks: [{ filters: 4 }],
  last: { filters: 8 },
} as const

describe('networks of another kind', () => {
  const refused: [unknown, string][] = [
    [{ ...residual, kind: 'dense' }, `kind: expected 'residual' or 'depthwise', or none for plain blocks, got "dense"`],
    [{ ...residual, input: [32, 32] }, 'input: expected [height, width, channels], got [32,32]'],
    [{ ...residual, stem: 4 }, 'stem: expected an object such as { filters: 16 }, got 4'],
    [{ ...residual, stem: { filters: 4, stride: 1 } }, 'stem.stride: no such option; there are filters, kernel'],
    [{ ...residual, stages: [] }, 'stages: expected a list of at least one stage, got []'],
    [{ ...residual, stages: [4] }, 'stages[0]: expected an object such as { filters: 16 }, got 4'],
    [{ ...residual, stages: [{ filters: 0 }] }, 'stages[0].filters: expected an integer of at least 1, got 0'],
    [{ ...residual, dense: [4] }, 'dense: no such option; there are kind, input,'],
    [{ ...residual, headDropout: 1 }, 'headDropout: expected a number from 0 up to, not including, 1, got 1'],
    [{ ...depthwise, last: undefined }, 'last: expected an object such as { filters: 16 }, got nothing'],
    [{ ...depthwise, blocks: {} }, 'blocks: expected a list of at least one block, got {}'],
    [
      { ...depthwise, blocks: [{ filters: 4, expansion: 0 }] },
      'blocks[0].expansion: expected an integer of at least 1',
    ],
    [{ ...depthwise, classes: 1 }, 'classes: expected an integer of at least 2, got 1'],
    [{ ...depthwise, initializer: 'zeros' }, `initializer: expected 'glorotUniform' or 'heUniform', got "zeros"`],
  ]
  it.each(refused)('refuses %j', (options, message) => {
    expect(() => buildCnn(options as typeof residual)).toThrow(RangeError)
    expect(() => buildCnn(options as typeof residual)).toThrow(message)
  })

  it('starts a depthwise kernel by the window alone, as each output sees one channel', () => {
    // Hand calculation: 3x3 window, 16 channels.
    expect(uniformLimit([3, 3, 16, 1], 'heUniform', true)).toBe(Math.sqrt(6 / 9))
    expect(uniformLimit([3, 3, 16, 1], 'glorotUniform', true)).toBe(Math.sqrt(6 / 18))
  })
})
