import { useBackend } from '@convlens/backend/node'
import { expectClose } from '@convlens/testing'
import { memory } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { array, assert, constantFrom, integer, property } from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../../build/build-cnn.ts'
import type { TrainingBatch } from '../../training/batch.ts'
import { blobs } from '../../training/blobs.test-support.ts'
import { type Predictions, predict } from '../../training/predict.ts'
import { averagePredictions } from './average-predictions.ts'
import { createEnsemble } from './create-ensemble.ts'
import { disagreement } from './disagreement.ts'

const of = (...probabilities: number[]): Predictions => ({
  probabilities: Float32Array.from(probabilities),
  classes: 2,
  yTrue: Int32Array.from({ length: probabilities.length / 2 }, (_, i) => i % 2),
  ids: Array.from({ length: probabilities.length / 2 }, (_, i) => `p${i}`),
})

const inThousandths = (values: number[]): Predictions => of(...values.flatMap((v) => [v / 1000, 1 - v / 1000]))

const network = (seed: number, channels = 1): LayersModel =>
  buildCnn({ input: [8, 8, channels], filters: [2], head: 'flatten', seed })
const batches = (): AsyncGenerator<TrainingBatch> => blobs({ count: 7, batchSize: 3 })
async function* nameless(): AsyncGenerator<TrainingBatch> {
  for await (const { x, y, shape } of blobs({ count: 4, batchSize: 2 })) yield { x, y, shape }
}
async function* ofTwoSizes(): AsyncGenerator<TrainingBatch> {
  yield* blobs({ count: 2, batchSize: 2 })
  yield* blobs({ count: 2, batchSize: 2, channels: 3 })
}

describe('averagePredictions', () => {
  it('is the mean of probabilities, weighted', () => {
    const [one, other] = [of(0.75, 0.25, 0.5, 0.5), of(0.25, 0.75, 1, 0)]
    expect(averagePredictions([one, other])).toEqual(of(0.5, 0.5, 0.75, 0.25))
    expect(averagePredictions([one, other], { weights: [3, 1] })).toEqual(of(0.625, 0.375, 0.625, 0.375))
    expect(averagePredictions([one, other], { weights: [0, 2] })).toEqual(other)
  })

  it('is the mean of logits, where asked for', () => {
    // Odds 9 and 1: their geometric mean is 3, so 3 / 4.
    expectClose(averagePredictions([of(0.9, 0.1), of(0.5, 0.5)], { by: 'logit' }).probabilities, [0.75, 0.25], 1e-7)
    // A probability of 0 counts as 1e-7: odds 1e7 and 1e-7 are 1 together.
    expectClose(averagePredictions([of(1, 0), of(0, 1)], { by: 'logit' }).probabilities, [0.5, 0.5], 1e-7)
  })

  it('does not change what one member says, or several that agree, and keeps rows summing to 1', () => {
    const rows = array(integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 6 })
    assert(
      property(rows, rows, constantFrom('probability', 'logit'), (a, b, by) => {
        const one = inThousandths(a)
        expectClose(averagePredictions([one, one, one], { by }).probabilities, one.probabilities, 1e-6)
        const other = inThousandths(a.map((_, i) => b[i % b.length]!))
        const { probabilities } = averagePredictions([one, other], { by, weights: [1, 2] })
        for (let i = 0; i < probabilities.length; i += 2)
          expect(probabilities[i]! + probabilities[i + 1]!).toBeCloseTo(1, 6)
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('refuses members about other pictures, by name', () => {
    const one = of(0.75, 0.25, 0.5, 0.5)
    const refused: [Partial<Predictions>, string][] = [
      [{ ids: ['p1', 'p0'] }, "list[1]: picture 0 is 'p1', expected 'p0', as in list[0]"],
      [{ yTrue: Int32Array.of(0, 0) }, "list[1]: 'p1' is of class 0, expected 1, as in list[0]"],
      [{ classes: 4 }, 'list[1]: has 4 classes, expected 2, as many as list[0]'],
      [{ ids: ['p0'] }, 'list[1]: is about 1 pictures, expected 2, as list[0]'],
      [{ probabilities: new Float32Array(3) }, 'list[1]: has 3 probabilities and 2 true classes for 2 pictures'],
    ]
    for (const [change, message] of refused)
      expect(() => averagePredictions([one, { ...one, ...change }])).toThrow(message)
    expect(() => averagePredictions([])).toThrow('list: expected at least one member, got none')
    const weights: [number[], string][] = [
      [[1], 'weights: expected 2, one for each member, got 1'],
      [[1, -1], 'weights[1]: expected a number of at least 0, got -1'],
      [[0, 0], 'weights: expected at least one above 0, all are 0'],
    ]
    for (const [given, message] of weights)
      expect(() => averagePredictions([one, one], { weights: given })).toThrow(new RangeError(message))
    expect(() => averagePredictions([one], { by: 'median' as 'logit' })).toThrow(
      "by: expected 'probability' or 'logit'",
    )
  })
})

describe('disagreement', () => {
  it('tells members that contradict each other from members that are unsure', () => {
    const contrary = disagreement([of(1, 0), of(0, 1)])
    expectClose(contrary.std, [0.5], 1e-12)
    expectClose(contrary.entropy, [Math.LN2], 1e-12)
    expectClose(contrary.mutualInformation, [Math.LN2], 1e-12)
    const unsure = disagreement([of(0.5, 0.5), of(0.5, 0.5)])
    expect([...unsure.std, ...unsure.mutualInformation]).toEqual([0, 0])
    expectClose(unsure.entropy, [Math.LN2], 1e-12)
  })

  it('weighs members', () => {
    // Mean .75 of class 0; variance .75 * .0625 + .25 * .5625 = .1875; by hand.
    const { std, entropy, mutualInformation } = disagreement([of(1, 0), of(0, 1)], { weights: [3, 1] })
    expectClose(std, [Math.sqrt(0.1875)], 1e-12)
    const h = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25)
    expectClose([entropy[0]!, mutualInformation[0]!], [h, h], 1e-12)
  })
})

describe('createEnsemble', () => {
  beforeAll(async () => {
    await useBackend('cpu')
  })

  it('predicts as averaged single predictions, batch by batch, and leaves nothing behind', async () => {
    const models = [network(1), network(2), network(3)]
    const singles: Predictions[] = []
    for (const model of models) singles.push(await predict(model, batches()))
    const before = memory().numTensors
    for (const options of [{}, { by: 'logit', weights: [1, 2, 3] }] as const) {
      const ensemble = createEnsemble(models, options)
      const done: number[] = []
      const { std, entropy, mutualInformation, ...found } = await ensemble.predict(batches(), {
        onBatch: (count) => done.push(count),
      })
      expect(found).toEqual(averagePredictions(singles, options))
      expect({ std, entropy, mutualInformation }).toEqual(disagreement(singles, options))
      expect(done).toEqual([3, 6, 7])
      expect([ensemble.size, ensemble.classes]).toEqual([3, 2])
    }
    expect(memory().numTensors).toBe(before)
    for (const model of models) model.dispose()
  })

  it('numbers pictures without names through all batches, and says which batch does not fit', async () => {
    const model = network(1)
    expect((await createEnsemble([model]).predict(nameless())).ids).toEqual(['0', '1', '2', '3'])
    await expect(createEnsemble([model]).predict(ofTwoSizes())).rejects.toThrow('batch 1: shape is [2,8,8,3]')
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(createEnsemble([model]).predict(nameless(), { signal })).rejects.toThrow('enough')
    model.dispose()
  })

  it('refuses models that do not go together', () => {
    const models = [network(1), network(1, 3)]
    expect(() => createEnsemble(models)).toThrow('models[1]: takes [null,8,8,3], expected [null,8,8,1], as models[0]')
    expect(() => createEnsemble([])).toThrow('models: expected at least one, got none')
    for (const model of models) model.dispose()
  })
})
