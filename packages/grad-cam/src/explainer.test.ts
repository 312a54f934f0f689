/** The explainer on every backend: known numbers, heads, graphs, batches. */
import { describeIf, expectClose, maxRelativeError } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import { input, layers, type LayersModel, model as functional, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate, backends } from './backends.test-support.ts'
import { createExplainer } from './explainer.ts'
import {
  captumNetwork,
  graphNetwork,
  layoutNetwork,
  pictures,
  sharedNetwork,
  smallNetwork,
  twins,
} from './networks.test-support.ts'
import type { Explanation } from './types.ts'

/** Raw maps of all pictures, one after the other. */
async function rawMaps(model: LayersModel, x: tf.Tensor, layer: string, wanted: number): Promise<number[]> {
  const maps = await createExplainer(model, { layer }).explainBatch(x, { target: { class: wanted } })
  return maps.flatMap(({ raw }) => Array.from(raw))
}

/** Explains class 0 of a 1x1 convolution, global average pooling and a dense layer, given their weights. */
async function explainTiny(kernel: number, bias: number, weight: number): Promise<Explanation> {
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 1 }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
  })
  const scores = tf.tensor2d([[weight, -weight]])
  model.setWeights([tf.tensor4d([kernel], [1, 1, 1, 1]), tf.tensor1d([bias]), scores, tf.zeros([2])])
  return createExplainer(model).explain(pictures(1, 4, 1), { target: { class: 0 } })
}

for (const { name, missing } of backends) {
  const tolerance = 1e-4
  describeIf(name, missing, `explainer on ${name}`, () => {
    beforeAll(() => activate(name))

    // Captum, tests/attr/layer/test_layer_grad_cam.py: test_simple_input_conv, test_simple_input_conv_relu.
    it.each([
      ['conv1', [11.25, 13.5, 20.25, 22.5]],
      ['relu1', [0, 4, 28, 32.5]],
    ])('draws the map of Captum at %s', async (layer, expected) => {
      const { model, x } = captumNetwork()
      const { raw, map, shape, size, info } = await createExplainer(model, { layer }).explain(x, {
        target: { class: 0 },
      })
      expectClose(raw, expected, tolerance)
      expectClose(
        map,
        expected.map((value) => value / Math.max(...expected)),
        tolerance,
      )
      expect({ shape, size }).toEqual({ shape: [2, 2], size: [4, 4] })
      // By hand: (4 + 31 + 40 + 0) - (0 + 6 + 15) = 54; the head is no softmax and no sigmoid.
      expect(info).toEqual({
        method: 'grad-cam',
        layer,
        target: { class: 0 },
        class: 0,
        predicted: 0,
        logit: 54,
        probability: undefined,
        backend: name,
        degenerate: false,
        reason: undefined,
        positiveShare: 1,
        completenessGap: undefined,
      })
    })

    it('finds the scores before softmax, however the softmax is attached', async () => {
      const x = pictures(2, 12, 2)
      const linear = await rawMaps(smallNetwork('linear'), x, 'conv2', 1)
      for (const head of ['softmax', 'softmax-layer', 'activation-layer'] as const) {
        expectClose(await rawMaps(smallNetwork(head), x, 'conv2', 1), linear, tolerance)
      }
    })

    it('explains a saturated softmax as well as any other', async () => {
      const x = pictures(1, 12, 2)
      const once = await rawMaps(smallNetwork('linear'), x, 'conv2', 2)
      const { raw, info } = await createExplainer(smallNetwork('softmax', 1000)).explain(x, { target: { class: 2 } })
      expect(info.probability! < 1e-30 || info.probability === 1).toBe(true)
      expectClose(
        raw,
        once.map((value) => value * 1000),
        tolerance,
      )
    })

    it('reports score and probability of the class', async () => {
      const model = smallNetwork('softmax')
      const x = pictures(2, 12, 2)
      const predicted = await (model.predict(x) as tf.Tensor).data()
      const maps = await createExplainer(model).explainBatch(x)
      const asked = await createExplainer(model).explainBatch(x, {
        target: maps.map(({ info }) => ({ class: info.class })),
      })
      maps.forEach(({ info, raw }, i) => {
        expectClose(raw, asked[i]!.raw, tolerance)
        const row = [...predicted.subarray(i * 3, i * 3 + 3)]
        expect(info.class).toBe(row.indexOf(Math.max(...row)))
        expect(info.predicted).toBe(info.class)
        expectClose([info.probability!], [Math.max(...row)], tolerance)
      })
    })

    it('knows the two classes of a one-unit sigmoid, also at a score beyond 40', async () => {
      const model = smallNetwork('sigmoid', 1000)
      const x = pictures(1, 12, 2)
      const explainer = createExplainer(model)
      expect(explainer.classes).toBe(2)
      const [negative, positive, predicted] = await Promise.all(
        ([0, 1, 'predicted'] as const).map((wanted) => explainer.explain(x, { target: { class: wanted } })),
      )
      expect(Math.abs(positive!.info.logit)).toBeGreaterThan(40)
      expect(negative!.info.logit).toBe(-positive!.info.logit)
      expectClose([negative!.info.probability! + positive!.info.probability!], [1], 1e-12)
      expectClose(
        negative!.raw,
        positive!.raw.map((value) => -value),
        tolerance,
      )
      expect(Math.max(...positive!.raw.map(Math.abs))).toBeGreaterThan(0)
      expect(predicted!.info.class).toBe(positive!.info.logit >= 0 ? 1 : 0)
      expectClose(predicted!.raw, (positive!.info.logit >= 0 ? positive : negative)!.raw, tolerance)
    })

    it('draws the same map for the sequential, the functional and the nested model', async () => {
      const { sequential: chain, functional: graph, nested, nestedTwice } = twins()
      const x = pictures(1, 12, 2)
      for (const layer of ['conv1', 'conv2']) {
        const expected = await rawMaps(chain, x, layer, 1)
        expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0)
        expectClose(await rawMaps(graph, x, layer, 1), expected, tolerance)
        expectClose(await rawMaps(nested, x, layer, 1), expected, tolerance)
        expectClose(await rawMaps(nestedTwice, x, layer, 1), expected, tolerance)
        expectClose(await rawMaps(nestedTwice, x, `middle/inner/${layer}`, 1), expected, tolerance)
      }
    })

    it('explains a picture in a batch as it does alone', async () => {
      const explainer = createExplainer(smallNetwork(), { layer: 'conv1' })
      const x = pictures(5, 12, 2)
      const target = [{ class: 0 }, { class: 2 }, { class: 'predicted' }, { class: 1 }, { class: 0 }] as const
      const whole = await explainer.explainBatch(x, { target })
      const chunks = await explainer.explainBatch(x, { target, batchSize: 2 })
      expect(whole).toHaveLength(5)
      for (const [i, one] of whole.entries()) {
        const alone = tf.slice(x, i, 1)
        const flat = tf.reshape(alone, [12, 12, 2])
        const single = await explainer.explain(alone, { target: target[i]! })
        const unbatched = await explainer.explain(flat, { target: target[i]! })
        expectClose(one.raw, single.raw, tolerance)
        expectClose(chunks[i]!.raw, single.raw, tolerance)
        expectClose(unbatched.raw, single.raw, 0)
        expect(one.info.class).toBe(single.info.class)
        expect(one.info.target).toEqual(target[i])
      }
    })

    it('asks which call of a shared layer is meant', async () => {
      const explainer = createExplainer(sharedNetwork())
      const x = pictures(1, 6, 2)
      await expect(explainer.explain(x)).rejects.toThrow(
        "call: the model uses layer 'twice' 2 times; say which, from 0",
      )
      const [first, second] = await Promise.all([0, 1].map((call) => explainer.explain(x, { call })))
      expect(maxRelativeError(first!.raw, second!.raw)).toBeGreaterThan(0.01)
      await expect(explainer.explain(x, { call: 2 })).rejects.toThrow('call: got 2, but the model calls it 2 time(s)')
    })

    it('flags maps that say nothing', async () => {
      const silent = await explainTiny(1, 0, 0)
      expect(silent.info).toMatchObject({ degenerate: 'zero', positiveShare: 0 })
      expect(silent.info.reason).toContain('every value is zero')
      const negative = await explainTiny(1, 0.1, -1)
      expect(negative.info).toMatchObject({ degenerate: 'zero', positiveShare: 0 })
      expect(negative.info.reason).toContain('no value is positive')
      expect(Math.max(...negative.raw)).toBeLessThan(0)
      const constant = await explainTiny(0, 1, 1)
      expect(constant.info).toMatchObject({ degenerate: 'constant', positiveShare: 1 })
      expect([...constant.map, ...constant.upsampled].every((value) => value === 1)).toBe(true)
      const useful = await explainTiny(1, 0, 1)
      expect(useful.info).toMatchObject({ degenerate: false, reason: undefined })
      for (const { map, upsampled } of [silent, negative])
        expect([...map, ...upsampled].every((v) => v === 0)).toBe(true)
    })

    it('says so where the scores are not finite', async () => {
      const model = smallNetwork('softmax', Number.NaN)
      const explainer = createExplainer(model)
      await expect(explainer.explain(pictures(1, 12, 2))).rejects.toThrow('picture or weights hold NaN')
    })

    it('keeps to inference: dropout is off, BatchNorm uses its moving statistics', async () => {
      const explainer = createExplainer(smallNetwork(), { layer: 'conv1' })
      const x = pictures(3, 12, 2)
      const [once, again] = [await explainer.explainBatch(x), await explainer.explainBatch(x)]
      once.forEach(({ raw }, i) => expect([...raw]).toEqual([...again[i]!.raw]))
    })
  })
}

describe('explainer', () => {
  beforeAll(() => activate('cpu'))

  it('takes models of several inputs and outputs', async () => {
    const x = [pictures(2, 12, 2), tf.ones([2, 3])]
    const maps = await createExplainer(graphNetwork()).explainBatch(x, { target: [{ class: 0 }, { class: 1 }] })
    expect(maps.map(({ info }) => [info.layer, info.class])).toEqual([
      ['conv3', 0],
      ['conv3', 1],
    ])

    const picture = input({ shape: [6, 6, 1] })
    const branch = (name: string, units: number) => {
      const conv = layers.conv2d({ name, filters: 2, kernelSize: 3 }).apply(picture)
      return layers.dense({ units }).apply(layers.flatten().apply(conv)) as typeof picture
    }
    const model = functional({ inputs: picture, outputs: [branch('left', 2), branch('right', 5)] })
    expect(createExplainer(model, { output: 1 }).classes).toBe(5)
    const one = pictures(1, 6, 1)
    const { info } = await createExplainer(model, { layer: 'right', output: 1 }).explain(one, { target: { class: 4 } })
    expect(info.class).toBe(4)
    const wrong = createExplainer(model, { layer: 'left', output: 1 })
    await expect(wrong.explain(one)).rejects.toThrow("layer: the explained output does not depend on 'left'")
    expect(() => createExplainer(model, { output: 2 })).toThrow('output: got 2, but the model has 2 output(s)')
  })

  it('draws the same map with channels first', async () => {
    const x = tf.slice(pictures(1, 8, 2), [0, 0, 0, 0], [1, 6, 8, 2])
    const expected = await createExplainer(layoutNetwork('channelsLast')).explain(x)
    const turned = await createExplainer(layoutNetwork('channelsFirst')).explain(tf.transpose(x, [0, 3, 1, 2]))
    expect(turned).toMatchObject({ shape: [4, 6], size: [6, 8] })
    expect(expected).toMatchObject({ shape: [4, 6], size: [6, 8] })
    expectClose(turned.raw, expected.raw, 1e-5)
    expectClose(turned.upsampled, expected.upsampled, 1e-5)
  })

  it('resizes to the size that is asked for', async () => {
    const { upsampled, size } = await createExplainer(smallNetwork()).explain(pictures(1, 12, 2), { size: [30, 20] })
    expect(size).toEqual([30, 20])
    expect(upsampled).toHaveLength(600)
  })

  it('names what came and what was expected', async () => {
    const model = smallNetwork()
    const explainer = createExplainer(model)
    const three = pictures(3, 12, 2)
    const one = pictures(1, 12, 2)
    const disposed = pictures(1, 12, 2)
    disposed.dispose()
    const failures: [Promise<unknown>, string][] = [
      [explainer.explain(three), 'x: got 3 pictures, expected one; explainBatch takes several'],
      [explainer.explain(pictures(1, 10, 2)), 'x: got shape [1, 10, 10, 2], but the model takes [null, 12, 12, 2]'],
      [explainer.explain(tf.cast(one, 'int32')), 'x: got dtype int32, expected float32'],
      [explainer.explain(disposed), 'x: the tensor is disposed'],
      [explainer.explain([one, one]), 'x: got 2 tensor(s), but the model has 1 input(s)'],
      [explainer.explain(undefined as never), 'x: got undefined, expected a tensor of shape [null, 12, 12, 2]'],
      [explainer.explainBatch(tf.zeros([0, 12, 12, 2])), 'x: the batch is empty'],
      [
        explainer.explain(one, { target: { class: 3 } }),
        "target: got class 3, expected 'predicted', a whole number from 0 to 2 or a score function",
      ],
      [explainer.explainBatch(three, { target: [{ class: 0 }] }), 'target: got 1 targets for 3 pictures'],
      [
        explainer.explain(one, { method: 'magic' as never }),
        'method: got string magic, expected a method such as gradCam',
      ],
      [explainer.explainBatch(one, { batchSize: 0 }), 'batchSize: got 0'],
      [explainer.explain(one, { size: [0, 3] }), 'to: got [0, 3]'],
    ]
    for (const [failure, message] of failures) await expect(failure).rejects.toThrow(message)
    let inside: Promise<unknown> | undefined
    const gradient = tf.grad((x) => {
      inside = explainer.explain(x).catch((error: unknown) => error)
      return tf.sum(x)
    })(one)
    expect(String(await inside)).toContain('explain cannot run inside a gradient function')
    expect(tf.max(gradient).dataSync()[0]).toBe(1)
  })
})
