/** The methods that question the model against PyTorch (golden/methods.py), and by hand. */
import { describeIf, expectClose } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activate, backends } from './backends.test-support.ts'
import { createExplainer } from './explainer.ts'
import { expectGolden, goldenCase, goldens } from './golden-networks.test-support.ts'
import { ablationCam } from './methods/ablation-cam.ts'
import { fullGrad } from './methods/full-grad.ts'
import { gradCam } from './methods/grad-cam.ts'
import { inputGradients } from './methods/input-gradients.ts'
import { integratedGradients } from './methods/integrated-gradients.ts'
import { modelMethod } from './methods/method.ts'
import { scoreCam } from './methods/score-cam.ts'
import { smoothGrad } from './methods/smooth-grad.ts'
import { smoothFlips, smoothNoise } from './methods/smoothing.ts'
import { graphNetwork, pictures, smallNetwork } from './networks.test-support.ts'

/** `y = 2 a + 3 b` with a and b the sums of the picture's two channels; ReLU after a 1x1 convolution that does nothing. */
function additive(): LayersModel {
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [2, 2, 2], filters: 2, kernelSize: 1, activation: 'relu', useBias: false }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 1, useBias: false }),
    ],
  })
  model.setWeights([tf.tensor4d([1, 0, 0, 1], [1, 1, 2, 2]), tf.tensor2d([[8], [12]])])
  return model
}

// A = [1, 2; 3, 4] and [4, 0; 0, 0]: y = 2 * 10 + 3 * 4 = 32. Channels last.
const picture = (): tf.Tensor4D => tf.tensor4d([1, 4, 2, 0, 3, 0, 4, 0], [1, 2, 2, 2])

for (const { name: backend, missing } of backends) {
  const tolerance = backend === 'cpu' || backend === 'tensorflow' ? 1e-5 : 1e-4
  describeIf(backend, missing, `on ${backend}`, () => {
    beforeAll(() => activate(backend))

    describe.each([
      ['residual', 'relu3'],
      ['mobile', 'mobile/last'],
    ] as const)('%s', (network, layer) => {
      const golden = goldens[network]
      const target = golden.classes.map((each) => ({ class: each }))
      let model: LayersModel
      let x: tf.Tensor4D
      beforeAll(() => {
        ;({ model, x } = goldenCase(network))
      })
      afterAll(() => {
        model.dispose()
        x.dispose()
      })

      it.each([scoreCam, ablationCam])('draws the map of $name as PyTorch does', async (method) => {
        const explanations = await createExplainer(model, { layer }).explainBatch(x, { method, target })
        explanations.forEach((each, i) => {
          expect(each.info).toMatchObject({ method: method.name, layer, completenessGap: undefined })
          expectGolden(each, golden.layers[layer]!, method.name, i, tolerance)
        })
      })

      it.each([inputGradients, integratedGradients({ steps: 16 }), fullGrad])(
        'draws the map of $name as PyTorch does',
        async (method) => {
          const explanations = await createExplainer(model).explainBatch(x, { method, target })
          explanations.forEach((each, i) => {
            expect(each.info.layer).toBe('input')
            expectGolden(each, golden.input!, method.name, i, tolerance)
          })
        },
      )

      it('tells how far FullGrad is from the score: by what ReLU6 clips, and nothing else', async () => {
        const explanations = await createExplainer(model).explainBatch(x, { method: fullGrad, target })
        explanations.forEach(({ info }, i) => {
          const { score, clipped } = golden.fullGradSums![i]!
          expect(Math.abs(info.completenessGap! - Math.abs(clipped))).toBeLessThan(1e-4 * Math.abs(score))
        })
      })
    })

    it('adds up to the difference of the scores with many steps', async () => {
      const model = smallNetwork('linear')
      const x = pictures(1, 12, 2)
      const explain = (steps: number) =>
        createExplainer(model).explain(x, { method: integratedGradients({ steps }), target: { class: 1 } })
      const [coarse, fine] = [await explain(2), await explain(128)]
      const blank = tf.zeros([1, 12, 12, 2])
      const difference = fine.info.logit - (await (model.predict(blank) as tf.Tensor).data())[1]!
      const total = fine.raw.reduce((sum, value) => sum + value, 0)
      expect(Math.abs(total - difference)).toBeLessThan(0.02 * Math.abs(difference))
      expect(Math.abs(Math.abs(total - difference) - fine.info.completenessGap!)).toBeLessThan(1e-4)
      expect(fine.info.completenessGap).toBeLessThan(coarse.info.completenessGap!)
    })

    it('questions models of several inputs, and with channels first', async () => {
      const x = [pictures(1, 12, 2), tf.ones([1, 3])]
      for (const method of [scoreCam, ablationCam, smoothGrad({ samples: 2 }), fullGrad]) {
        const { raw, shape } = await createExplainer(graphNetwork()).explain(x, { method, target: { class: 1 } })
        expect(raw).toHaveLength(shape[0] * shape[1])
        expect(Math.max(...raw.map(Math.abs))).toBeGreaterThan(0)
      }
    })
  })
}

describe('methods that question the model', () => {
  beforeAll(() => activate('cpu'))

  it('weighs channels by what is lost without them', async () => {
    const { raw, info } = await createExplainer(additive()).explain(picture(), { method: ablationCam })
    expect(info.logit).toBe(32)
    // w = [20 / 32, 12 / 32]
    expectClose(raw, [0.625 + 1.5, 1.25, 1.875, 2.5], 1e-6)
  })

  it('keeps the sign of the map where the score is negative', async () => {
    const model = additive()
    const [kernel] = model.getWeights()
    model.setWeights([kernel!, tf.tensor2d([[8], [-40]])])
    // y = 20 - 40 = -20, w = [20, -40] / 20: the first channel still speaks for the score.
    const { raw } = await createExplainer(model).explain(picture(), { method: ablationCam })
    expectClose(raw, [1 - 8, 2, 3, 4], 1e-6)
  })

  it('weighs channels by the score of the picture seen through them', async () => {
    const { raw } = await createExplainer(additive()).explain(picture(), { method: scoreCam })
    // Masks: H1 = [0, 1/3, 2/3, 1], H2 = [1, 0, 0, 0]; picture through H1: a = 2/3 + 2 + 4 = 20/3, b = 0, y = 40/3; through
    // H2: a = 1, b = 4, y = 14. w = softmax(40/3, 14).
    const first = 1 / (1 + Math.exp(14 - 40 / 3))
    expectClose(raw, [first + 4 * (1 - first), 2 * first, 3 * first, 4 * first], 1e-6)
  })

  it('takes the strongest colour of the mean gradient', async () => {
    // dy/dx = [2, 3] where positive. At x = 0 the gradient of tfjs' ReLU is 0, so the zeros of the picture count 2.
    const exact = await createExplainer(additive()).explain(picture(), { method: inputGradients })
    expect([...exact.raw]).toEqual([3, 2, 2, 2])
    const noiseless = await createExplainer(additive()).explain(picture(), { method: smoothGrad({ level: 0 }) })
    expect([...noiseless.raw]).toEqual([3, 2, 2, 2])
    const noisy = smoothGrad({ samples: 400, level: 0.01, seed: 3 })
    const { raw } = await createExplainer(additive()).explain(picture(), { method: noisy })
    // Half of the noisy zeros are positive: the second channel counts 1.5, the first 2.
    expectClose(raw, [3, 2, 2, 2], 1e-6)
  })

  it('shares the score among the pixels, from the baseline on', async () => {
    const explainer = createExplainer(additive())
    const zero = await explainer.explain(picture(), { method: integratedGradients() })
    expectClose(zero.raw, [2 + 12, 4, 6, 8], 1e-6)
    expect(zero.info.completenessGap).toBeLessThan(1e-5)
    const ones = await explainer.explain(picture(), { method: integratedGradients({ baseline: 1, steps: 64 }) })
    // From 1 to the picture: [0, 1, 2, 3] of the first channel, [3, -1, -1, -1] of the second.
    expectClose(ones.raw, [9, 2 - 3, 4 - 3, 6 - 3], 1e-6)
  })

  it('is steady: the same seed gives the same map, another seed another', async () => {
    const explainer = createExplainer(smallNetwork())
    const x = pictures(1, 12, 2)
    const map = async (seed: number) => (await explainer.explain(x, { method: smoothGrad({ samples: 3, seed }) })).raw
    expect(await map(1)).toEqual(await map(1))
    expect(await map(1)).not.toEqual(await map(2))
    const smooth = smoothNoise(gradCam, { samples: 3, level: 0 })
    const plain = await explainer.explain(x)
    const smoothed = await explainer.explain(x, { method: smooth })
    expectClose(smoothed.raw, plain.raw, 1e-6)
    expect(smoothed.info.method).toBe('smooth-noise(grad-cam)')
  })

  it('does not depend on how many rows go through the model at once', async () => {
    const explainer = createExplainer(smallNetwork())
    const x = pictures(1, 12, 2)
    for (const method of [scoreCam, ablationCam, smoothGrad({ samples: 5 }), integratedGradients({ steps: 5 })]) {
      const [one, many] = [
        await explainer.explain(x, { method, batchSize: 1 }),
        await explainer.explain(x, { method, batchSize: 64 }),
      ]
      expectClose(one.raw, many.raw, 1e-5)
    }
  })

  it('averages over mirror images, mirrored back', async () => {
    // Of a symmetric network, picture and mirror image have mirrored maps: the mean is the map itself.
    const { raw } = await createExplainer(additive()).explain(picture())
    for (const options of [{}, { vertical: true }, { horizontal: false, vertical: true }]) {
      const flipped = await createExplainer(additive()).explain(picture(), { method: smoothFlips(gradCam, options) })
      expectClose(flipped.raw, raw, 1e-6)
    }
    // One that is not symmetric: the mean of both maps, by hand from two plain explanations.
    const model = smallNetwork()
    const x = pictures(1, 12, 2)
    const explainer = createExplainer(model)
    const [plain, mirrored, mean] = [
      await explainer.explain(x, { target: { class: 1 } }),
      await explainer.explain(tf.reverse(x, 2), { target: { class: 1 } }),
      await explainer.explain(x, { target: { class: 1 }, method: smoothFlips(gradCam) }),
    ]
    const [height, width] = plain.shape
    const back = mirrored.raw.map((_, i) => mirrored.raw[Math.floor(i / width) * width + (width - 1 - (i % width))]!)
    expect(back).toHaveLength(height * width)
    expectClose(
      mean.raw,
      plain.raw.map((value, i) => (value + back[i]!) / 2),
      1e-5,
    )
  })

  it('takes a method of the caller', async () => {
    // How the score changes with brightness: y(x) - y(x / 2), here half of 32.
    const dimming = modelMethod({
      name: 'dimming',
      level: 'input',
      gradients: false,
      async explain({ picture: { values }, score, scores }) {
        const [darker = 0] = await scores(1, () => values.map((value) => value / 2))
        return { height: 1, width: 1, raw: Float32Array.of(score - darker) }
      },
    })
    const { raw, info } = await createExplainer(additive()).explain(picture(), { method: dimming })
    expect([...raw]).toEqual([16])
    expect(info).toMatchObject({ method: 'dimming', layer: 'input' })
    const counting = {
      name: 'counting',
      gradients: false,
      map: ({ height, width, gradients }: { height: number; width: number; gradients: Float32Array }) =>
        new Float32Array(height * width).fill(1 + gradients.length),
    }
    expect([...(await createExplainer(additive()).explain(picture(), { method: counting })).raw]).toEqual([1, 1, 1, 1])
  })

  it('names what came and what was expected', async () => {
    expect(() => smoothGrad({ samples: 0 })).toThrow('samples: got 0')
    expect(() => smoothNoise(gradCam, { level: -1 })).toThrow('level: got -1')
    expect(() => smoothGrad({ seed: 0.5 })).toThrow('seed: got 0.5')
    expect(() => integratedGradients({ steps: 1.5 })).toThrow('steps: got 1.5')
    const wrong = integratedGradients({ baseline: new Float32Array(3) })
    await expect(createExplainer(additive()).explain(picture(), { method: wrong })).rejects.toThrow(
      'baseline: got 3 values, expected 2 x 2 x 2',
    )
  })
})
