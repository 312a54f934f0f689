import { describe, expect, it } from 'vitest'

import { type CnnOptions, resolveCnn } from './cnn-options.ts'

const base = { input: [32, 32, 1], filters: [8, 16] } as const

describe('resolveCnn', () => {
  it('fills in the defaults', () => {
    expect(resolveCnn(base)).toEqual({
      input: [32, 32, 1],
      blocks: [8, 16].map((filters) => ({
        filters,
        kernel: 3,
        stride: 1,
        padding: 'same',
        batchNorm: false,
        pool: { type: 'max', size: 2, early: false },
        dropout: 0,
      })),
      head: 'gap',
      dense: [],
      headDropout: 0,
      classes: 2,
      initializer: 'glorotUniform',
      seed: 0,
    })
  })

  it('takes the short form for what the long form spells out', () => {
    const block = {
      kernel: 5,
      stride: 2,
      padding: 'valid',
      batchNorm: true,
      pool: { type: 'average', size: 2 },
      dropout: 0.1,
    } as const
    const blocks = [
      { filters: 4, ...block },
      { filters: 6, ...block },
    ]
    const { pool: _pool, ...alike } = block
    const short = resolveCnn({ input: [64, 64, 3], filters: [4, 6], ...alike, pooling: 'average', dense: [7] })
    expect(short).toEqual(resolveCnn({ input: [64, 64, 3], blocks, dense: [{ units: 7 }] }))
    expect(resolveCnn({ ...base, pooling: false }).blocks[0]!.pool).toBeUndefined()
  })

  const refused: [unknown, string][] = [
    [{ filters: [8] }, 'input: expected [height, width, channels], got nothing'],
    [{ ...base, input: [32, 0, 1] }, 'input[1] (width): expected an integer of at least 1, got 0'],
    [{ ...base, filters: [] }, 'filters: expected a list such as [32, 64], got []'],
    [{ ...base, filters: [8, 1.5] }, 'filters[1]: expected an integer of at least 1, got 1.5'],
    [{ ...base, kernel: '3' }, 'kernel: expected an integer of at least 1, got "3"'],
    [{ ...base, padding: 'full' }, `padding: expected 'valid' or 'same', got "full"`],
    [{ ...base, dropout: 1 }, 'dropout: expected a number from 0 up to, not including, 1, got 1'],
    [{ ...base, pooling: { type: 'max', size: 1 } }, 'pooling.size: expected an integer of at least 2, got 1'],
    [{ ...base, pooling: 'min' }, 'pooling: expected'],
    [{ ...base, head: 'mean' }, `head: expected 'gap' or 'flatten', got "mean"`],
    [{ ...base, dense: [0] }, 'dense[0].units: expected an integer of at least 1, got 0'],
    [{ ...base, dense: [{ units: 4, dropout: -1 }] }, 'dense[0].dropout: expected'],
    [{ ...base, classes: 1 }, 'classes: expected an integer of at least 2, got 1'],
    [{ ...base, initializer: 'normal' }, `initializer: expected 'glorotUniform' or 'heUniform', got "normal"`],
    [{ ...base, seed: 1.5 }, 'seed: expected an integer, got 1.5'],
    [{ ...base, learningRate: 1 }, 'learningRate: no such option; there are input,'],
    [{ input: [8, 8, 1], blocks: [] }, 'blocks: expected a list of at least one block, got []'],
    [
      { input: [8, 8, 1], blocks: [{ filters: 2, pool: 2 }] },
      `blocks[0].pool: expected { type: 'max' | 'average', size }, got 2`,
    ],
    [{ input: [8, 8, 1], blocks: [{ filter: 2 }] }, 'blocks[0].filter: no such option; there are filters,'],
    [
      { input: [4, 4, 1], filters: [2], kernel: 5, padding: 'valid' },
      'kernel: a 5x5 window does not fit into the 4x4 picture that reaches block 1',
    ],
    [{ input: [8, 8, 1], filters: [2, 2, 2, 2] }, 'pooling: a 2x2 window does not fit into the 1x1 picture in block 4'],
  ]
  it.each(refused)('refuses %j', (options, message) => {
    expect(() => resolveCnn(options as CnnOptions)).toThrow(RangeError)
    expect(() => resolveCnn(options as CnnOptions)).toThrow(message)
  })
})
