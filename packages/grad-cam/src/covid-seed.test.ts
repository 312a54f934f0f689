/** The covid-seed network at full size against PyTorch (golden/covid-seed.py). */
import { readFileSync } from 'node:fs'
import { describeIf, expectClose } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { activate, backends } from './backends.test-support.ts'
import { createExplainer } from './explainer.ts'
import { covidSeed, pictures } from './networks.test-support.ts'

interface Golden {
  logits: number[]
  probabilities: number[]
  conv5: { shape: number[]; maps: number[][] }
  conv4: { shape: number[]; rows: number[]; maps: number[][] }
}
const golden = JSON.parse(readFileSync(new URL('../golden/covid-seed.json', import.meta.url), 'utf8')) as Golden

// The plain JavaScript backend takes about half a minute a pass.
const timeout = 300_000

for (const { name, missing } of backends) {
  describeIf(name, missing, `covid-seed on ${name}`, () => {
    let model: LayersModel
    let x: tf.Tensor4D
    beforeAll(async () => {
      await activate(name)
      model = covidSeed()
      x = pictures(1, 224, 3)
    })
    afterAll(() => {
      model.dispose()
      x.dispose()
    })

    it('has 474,754 parameters', () => {
      expect(model.countParams()).toBe(474_754)
    })

    it(
      'draws the map of the last convolution as PyTorch does, for both classes',
      async () => {
        const explainer = createExplainer(model)
        const both = tf.tidy(() => tf.concat([x, x]) as tf.Tensor4D)
        const maps = await explainer.explainBatch(both, { target: [{ class: 0 }, { class: 1 }], batchSize: 1 })
        both.dispose()
        maps.forEach(({ raw, shape, info }, c) => {
          expect(info.layer).toBe('conv5')
          expect(shape).toEqual(golden.conv5.shape)
          expectClose(raw, golden.conv5.maps[c]!, 1e-4)
          expectClose([info.logit], [golden.logits[c]!], 1e-4)
          expectClose([info.probability!], [golden.probabilities[c]!], 1e-4)
        })
      },
      timeout,
    )

    it(
      'draws the map of an earlier convolution as PyTorch does',
      async () => {
        const { raw, shape } = await createExplainer(model, { layer: 'conv4' }).explain(x, { target: { class: 1 } })
        expect(shape).toEqual(golden.conv4.shape)
        const rows = golden.conv4.rows.flatMap((row) => [...raw.subarray(row * 52, (row + 1) * 52)])
        expectClose(rows, golden.conv4.maps[1]!, 1e-4)
      },
      timeout,
    )
  })
}
