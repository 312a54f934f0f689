import { useBackend } from '@convlens/backend/node'
import { memory } from '@tensorflow/tfjs-core'
import { input, layers, model, sequential } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { presetNames } from '../presets/presets.ts'
import { freeze } from '../transfer/freeze.ts'
import { transferModel } from '../transfer/transfer-model.ts'
import { countMultiplications } from './count-multiplications.ts'
import { formatSummary } from './format-summary.ts'
import { summary } from './summary.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

afterAll(() => {
  expect(memory().numTensors).toBe(0)
})

describe('summary', () => {
  it('tells what each layer has and costs', () => {
    const cnn = buildCnn({ input: [8, 8, 1], filters: [2], batchNorm: true })
    const told = summary(cnn)
    expect(told.layers.map(({ path }) => path)).toEqual(['conv1', 'bn1', 'relu1', 'pool1', 'gap', 'output'])
    expect(told.layers[0]).toEqual({
      path: 'conv1',
      type: 'Conv2D',
      outputShape: [8, 8, 2],
      parameters: 18,
      trainable: 18,
      frozen: false,
      multiplications: 64 * 18,
      from: ['conv1_input'],
    })
    // Scale, offset and two moving statistics a channel; the statistics are not trained.
    expect(told.layers[1]).toMatchObject({ parameters: 8, trainable: 4, multiplications: 0, from: ['conv1'] })
    expect(told).toMatchObject({
      inputShape: [8, 8, 1],
      sequential: true,
      parameters: 18 + 8 + 6,
      trainable: 18 + 4 + 6,
      multiplications: 64 * 18 + 4,
      // Input, convolution, normalisation, ReLU, pooling, mean, output.
      activationBytes: 4 * (64 + 3 * 128 + 32 + 2 + 2),
    })
    cnn.dispose()
  })

  it('agrees with the models own counts', () => {
    for (const preset of presetNames) {
      const cnn = buildCnn({ preset })
      const { parameters, multiplications, sequential: chain } = summary(cnn)
      expect([parameters, multiplications]).toEqual([cnn.countParams(), countMultiplications(cnn)])
      expect(chain).toBe(preset === 'covid-seed' || preset === 'compact')
      cnn.dispose()
    }
  })

  it('leaves out what cannot be told', () => {
    const open = sequential({ layers: [layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [null, null, 1] })] })
    expect(summary(open)).toMatchObject({ multiplications: undefined, activationBytes: undefined, parameters: 10 })
    expect(formatSummary(summary(open))).toContain('? x ? x 1')
    open.dispose()
  })
})

describe('formatSummary', () => {
  it('is a table of a chain', () => {
    const cnn = buildCnn({ input: [64, 64, 1], filters: [8, 16], batchNorm: true, dense: [100], head: 'flatten' })
    expect(formatSummary(summary(cnn))).toMatchInlineSnapshot(`
      "cnn: 64 x 64 x 1 -> 2

      Layer    Type                Output        Parameters  Multiplications
      ----------------------------------------------------------------------
      conv1    Conv2D              64 x 64 x 8           72          294,912
      bn1      BatchNormalization  64 x 64 x 8           32
      relu1    Activation          64 x 64 x 8
      pool1    MaxPooling2D        32 x 32 x 8
      conv2    Conv2D              32 x 32 x 16       1,152        1,179,648
      bn2      BatchNormalization  32 x 32 x 16          64
      relu2    Activation          32 x 32 x 16
      pool2    MaxPooling2D        16 x 16 x 16
      flatten  Flatten             4096
      dense1   Dense               100              409,700          409,600
      output   Dense               2                    202              200
      ----------------------------------------------------------------------
      Parameters       411,222 (411,174 trainable)
      Multiplications  1,884,360 a picture
      Activations      656.4 KiB a picture
      "
    `)
    cnn.dispose()
  })

  it('names what a layer takes where layers branch, and what is frozen', () => {
    const base = buildCnn({ kind: 'residual', input: [32, 32, 1], stem: { filters: 4 }, stages: [{ filters: 8 }] })
    const transferred = transferModel({ base })
    freeze(transferred, 'base')
    const narrow = formatSummary(summary(transferred), { width: 80 }).split('\n')
    expect(Math.max(...narrow.map(({ length }) => length))).toBeLessThanOrEqual(80)
    expect(formatSummary(summary(transferred), { width: 110 })).toMatchInlineSnapshot(`
      "transfer: 32 x 32 x 1 -> 2

      Layer                             Type       Output       Parameters  Multiplications          From
      --------------------------------------------------------------------------------------------------------------
      base/conv1                        Conv2D     16 x 16 x 4         196           50,176  frozen  input
      base/bn1                          Batc..ion  16 x 16 x 4          16                   frozen
      base/relu1                        Acti..ion  16 x 16 x 4
      base/pool1                        MaxP..g2D  8 x 8 x 4
      base/stage1_block1_conv1          Conv2D     8 x 8 x 8           288           18,432  frozen
      base/stage1_block1_bn1            Batc..ion  8 x 8 x 8            32                   frozen
      base/stage1_block1_relu1          Acti..ion  8 x 8 x 8
      base/stage1_block1_shortcut_conv  Conv2D     8 x 8 x 8            32            2,048  frozen  base/pool1
      base/stage1_block1_conv2          Conv2D     8 x 8 x 8           576           36,864  frozen  base/st.._relu1
      base/stage1_block1_shortcut_bn    Batc..ion  8 x 8 x 8            32                   frozen  base/st..t_conv
      base/stage1_block1_bn2            Batc..ion  8 x 8 x 8            32                   frozen  base/st.._conv2
      base/stage1_block1_add            Add        8 x 8 x 8                                         + base/..cut_bn
      base/stage1_block1_relu2          Acti..ion  8 x 8 x 8
      head_pool                         Glob..g2D  8
      head_output                       Dense      2                    18               16
      --------------------------------------------------------------------------------------------------------------
      Parameters       1,222 (18 trainable)
      Multiplications  107,536 a picture
      Activations      35.0 KiB a picture
      "
    `)
    base.dispose()
    transferred.dispose()
  })

  it('keeps to its width', () => {
    const start = input({ shape: [4], name: 'start' })
    const long = layers.dense({ name: `a_name_that_${'goes_on_and_'.repeat(6)}ends`, units: 2 }).apply(start)
    const cnn = model({ inputs: start, outputs: long as never })
    for (const width of [80, 100]) {
      const lines = formatSummary(summary(cnn), { width }).split('\n')
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width)
    }
    expect(formatSummary(summary(cnn), { width: 80 })).toMatch(/a_name_that_\w+\.\.\w+_ends/)
    expect(() => formatSummary(summary(cnn), { width: 20 })).toThrow(
      'width: expected an integer of at least 80, got 20',
    )
    cnn.dispose()
  })
})
