import { listBackends, useBackend } from '@convlens/backend/node'
import { describeIf } from '@convlens/testing'
import { type Tensor2D, cast, memory, oneHot, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'

// Source of the numbers: golden/losses.py (definitions in 120 digits, with which Keras 3 and PyTorch agree).
import golden from '../../../golden/losses.json' with { type: 'json' }
import { type Loss, checkLoss } from './loss.ts'
import { meanLoss, pictureLosses } from './losses.ts'
import { compute } from './losses.test-support.ts'
import { pictureWeights } from './picture-weights.ts'

/**
 * Every value within 1e-6 of itself, and within what float32 loses where terms as large as `scale` make it by cancelling: their
 * last digits.
 */
function expectEach(actual: ArrayLike<number>, expected: readonly number[], scale: (i: number) => number): void {
  expect(actual.length).toBe(expected.length)
  for (const [i, wanted] of expected.entries()) {
    const error = Math.abs(actual[i]! - wanted)
    const allowed = 1e-6 * Math.abs(wanted) + 2.5e-7 * scale(i)
    expect(error, `value ${i} is ${actual[i]}, expected ${wanted}`).toBeLessThanOrEqual(allowed)
  }
}

const one = () => 1

const backends = await listBackends()
const missing = (name: string) => {
  const found = backends.find((backend) => backend.name === name)
  return found?.available ? undefined : (found?.reason ?? 'it is not listed')
}

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const) {
  describeIf(backend, missing(backend), `losses on ${backend}`, () => {
    beforeAll(async () => {
      await useBackend(backend)
    })

    describe.each(golden.logits)(
      '$classes classes, extreme logits: $extreme',
      ({ classes, logits, targets, cases }) => {
        it.each(cases)('$loss: value and gradient of each picture', async ({ loss, values, gradient }) => {
          const before = memory().numTensors
          const computed = await compute(logits, targets, classes, loss as Loss)
          expectEach(computed.values, values, one)
          // The gradient of the focal factor is multiplied by log p, which is as large as the loss.
          const ofLoss = (i: number): number => Math.max(1, values[Math.floor(i / classes)]!)
          expectEach(computed.gradient, gradient, loss.name === 'focal' ? ofLoss : one)
          expect(memory().numTensors).toBe(before)
        })
      },
    )

    const { classes, probabilities, targets, cases } = golden.probabilities
    it.each(cases)('$loss of probabilities: as in Keras, clipping included', async ({ loss, values, gradient }) => {
      const before = memory().numTensors
      const computed = await compute(probabilities, targets, classes, loss as Loss, 'probabilities')
      expectEach(computed.values, values, one)
      expectEach(computed.gradient, gradient, one)
      expect(memory().numTensors).toBe(before)
    })

    it('weighs classes and pictures as Keras does, and says how PyTorch differs', async () => {
      const { logits, y: labels, classWeights, weights, keras, torchByClass } = golden.weighted
      const y = Int32Array.from(labels)
      const mean = async (ofPictures: Float32Array | undefined) => {
        const loss = tidy(() => {
          const z = tensor2d(logits, [y.length, 3])
          // Cast here: the wasm kernel of oneHot writes the bits of integers whatever type it is asked for.
          const hard = cast(oneHot(tensor1d(y, 'int32'), 3), 'float32') as Tensor2D
          const each = pictureLosses(z, hard, checkLoss('categorical-crossentropy', 3), 'logits')
          return meanLoss(each, tensor1d(pictureWeights(y, undefined, 3, classWeights, ofPictures)!))
        })
        const [value] = await loss.data()
        loss.dispose()
        return value!
      }
      expectEach([await mean(Float32Array.from(weights))], [keras], one)
      const sumOfWeights = labels.reduce((total, label) => total + classWeights[label]!, 0)
      expectEach([((await mean(undefined)) * y.length) / sumOfWeights], [torchByClass], one)
    })
  })
}
