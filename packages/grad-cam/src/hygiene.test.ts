/** Nothing of an explanation stays behind, whether it succeeds or fails. */
import { describeIf } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate, backends } from './backends.test-support.ts'
import { createExplainer } from './explainer.ts'
import { fingerprint } from './fingerprint.test-support.ts'
import { covidSeed, graphNetwork, pictures, smallNetwork, twins } from './networks.test-support.ts'

/** Fails in the forward pass, after the tap. */
class Failing extends layers.Layer {
  static className = 'Failing'
  override computeOutputShape(shape: number[]): number[] {
    return shape
  }
  override call(): tf.Tensor {
    throw new Error('this layer always fails')
  }
}

function missingKernel(): never {
  throw new Error("Kernel 'MadeUpGrad' not registered for backend 'cpu'")
}

/** Fails in the backward pass, before the gradient reaches the tap. */
class FailingBackwards extends layers.Layer {
  static className = 'FailingBackwards'
  override computeOutputShape(shape: number[]): number[] {
    return shape
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs
    return tf.customGrad((y) => ({ value: tf.clone(y as tf.Tensor), gradFunc: missingKernel }))(x)
  }
}

function failingNetwork(failing: layers.Layer): LayersModel {
  return sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 1], filters: 2, kernelSize: 3, activation: 'relu' }),
      layers.conv2d({ filters: 2, kernelSize: 3, activation: 'relu' }),
      layers.flatten(),
      layers.dense({ units: 4, activation: 'relu' }),
      failing,
      layers.dense({ units: 2, activation: 'softmax' }),
    ],
  })
}

for (const { name, missing } of backends) {
  describeIf(name, missing, `hygiene on ${name}`, () => {
    beforeAll(() => activate(name))

    it('leaves the model as it was', async () => {
      const cases: [LayersModel, tf.Tensor[]][] = [
        [smallNetwork('softmax'), [pictures(2, 12, 2)]],
        [smallNetwork('softmax-layer'), [pictures(2, 12, 2)]],
        [smallNetwork('activation-layer'), [pictures(2, 12, 2)]],
        [graphNetwork(), [pictures(2, 12, 2), tf.ones([2, 3])]],
        [twins().nestedTwice, [pictures(2, 12, 2)]],
      ]
      for (const [model, x] of cases) {
        for (const layer of ['auto', 'conv1']) {
          const before = await fingerprint(model)
          const { numTensors } = tf.memory()
          await createExplainer(model, { layer }).explainBatch(x)
          expect(tf.memory().numTensors).toBe(numTensors)
          expect(await fingerprint(model)).toEqual(before)
        }
      }
    })

    it('leaves nothing behind after an error', async () => {
      for (const failing of [new Failing({}), new FailingBackwards({})]) {
        const model = failingNetwork(failing)
        const x = pictures(1, 8, 1)
        const before = await fingerprint(model)
        const { numTensors, numBytes } = tf.memory()
        for (const layer of ['conv2d', 'auto']) {
          const wanted = layer === 'auto' ? layer : model.layers[0]!
          await expect(createExplainer(model, { layer: wanted }).explain(x)).rejects.toThrow(
            /always fails|no kernel MadeUpGrad/,
          )
        }
        expect(tf.memory()).toMatchObject({ numTensors, numBytes })
        expect(await fingerprint(model)).toEqual(before)
        // The gradient tape works again.
        const slope = tf.tidy(() => tf.grad((y) => tf.square(y))(tf.scalar(3)))
        expect([...(await slope.data())]).toEqual([6])
        slope.dispose()
      }
    })

    it('keeps explanations that run at once apart', async () => {
      const model = smallNetwork()
      const x = pictures(3, 12, 2)
      const jobs = ['conv1', 'conv2'].flatMap((layer) =>
        [0, 1, 2].map((wanted) => ({ layer, target: { class: wanted } })),
      )
      const run = ({ layer, target }: (typeof jobs)[number]) =>
        createExplainer(model, { layer }).explainBatch(x, { target, batchSize: 1 })
      const oneByOne = []
      for (const job of jobs) oneByOne.push(await run(job))
      expect(await Promise.all(jobs.map(run))).toEqual(oneByOne)
    })
  })
}

describe('hygiene', () => {
  beforeAll(() => activate('cpu'))

  it('stops at the signal, between chunks', async () => {
    const explainer = createExplainer(smallNetwork())
    const x = pictures(4, 12, 2)
    const { numTensors } = tf.memory()
    await expect(explainer.explainBatch(x, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
    const controller = new AbortController()
    const pending = explainer.explainBatch(x, { batchSize: 1, signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(pending).rejects.toThrow('enough')
    expect(tf.memory().numTensors).toBe(numTensors)
  })

  it('says which kernel the backend lacks', async () => {
    const explainer = createExplainer(failingNetwork(new FailingBackwards({})))
    await expect(explainer.explain(pictures(1, 8, 1))).rejects.toMatchObject({
      name: 'GradCamError',
      code: 'kernel',
      message: "backend: 'cpu' has no kernel MadeUpGrad, which the gradient needs; register it or set another backend",
    })
  })

  it('can be started inside a tidy of the caller', async () => {
    const explainer = createExplainer(smallNetwork())
    const x = pictures(1, 12, 2)
    const alone = await explainer.explain(x)
    let pending: Promise<unknown> | undefined
    tf.tidy(() => {
      pending = explainer.explain(x)
    })
    expect(await pending).toEqual(alone)
  })

  it('takes no more memory before the tap than a prediction', async () => {
    // Twelve equal convolutions before the tap: on the tape, each would keep its output until the end.
    let peak = 0
    class Probe extends layers.Layer {
      static className = 'Probe'
      override computeOutputShape(shape: number[]): number[] {
        return shape
      }
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        peak = Math.max(peak, tf.memory().numBytes)
        return tf.clone(Array.isArray(inputs) ? inputs[0]! : inputs)
      }
    }
    const conv = { filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' } as const
    const model = sequential({
      layers: [
        layers.conv2d({ ...conv, inputShape: [64, 64, 2] }),
        ...Array.from({ length: 11 }, () => layers.conv2d(conv)),
        new Probe({}),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 2, activation: 'softmax' }),
      ],
    })
    const x = pictures(1, 64, 2)
    const before = tf.memory().numBytes
    await createExplainer(model).explain(x)
    const picture = 64 * 64 * 2 * 4
    expect(peak - before).toBeLessThan(4 * picture)
  })
})

for (const { name, missing } of backends.filter((backend) => backend.name === 'tensorflow')) {
  describeIf(name, missing, 'hygiene at full size', () => {
    it('makes 200 explanations of covid-seed without a tensor left over', async () => {
      await activate(name)
      const explainer = createExplainer(covidSeed())
      const x = pictures(1, 224, 3)
      const { numTensors, numBytes } = tf.memory()
      for (let i = 0; i < 200; i++) await explainer.explain(x, { target: { class: i % 2 } })
      expect(tf.memory()).toMatchObject({ numTensors, numBytes })
    }, 300_000)
  })
}
