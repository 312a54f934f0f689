/** wasm as npm ships it, without any kernel of ours: explaining must not need more. */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { expectClose } from '@convlens/testing'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { expect, it } from 'vitest'
import { createExplainer } from './explainer.ts'
import { fillWeights, graphNetwork, pictures } from './networks.test-support.ts'

async function both<T>(compute: () => Promise<T>): Promise<{ cpu: T; wasm: T }> {
  await tf.setBackend('cpu')
  expect(tf.backend()).toBeInstanceOf(MathBackendCPU)
  const cpu = await compute()
  await tf.setBackend('wasm')
  expect(tf.backend()).toBeInstanceOf(BackendWasm)
  return { cpu, wasm: await compute() }
}

it('lacks the kernel of the filter gradient: the premise of this file', () => {
  expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined()
})

it('passes back through max pooling, where the shipped kernel loses the windows without a positive value', async () => {
  const { cpu, wasm } = await both(async () => {
    // A convolution with bias -1 gives windows that are negative throughout.
    const model = sequential({
      layers: [
        layers.conv2d({ name: 'conv', inputShape: [12, 12, 2], filters: 4, kernelSize: 3 }),
        layers.maxPooling2d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 2, activation: 'softmax' }),
      ],
    })
    fillWeights(model)
    const bias = tf.tensor1d([-1, -1, -1, -1])
    const [kernel] = model.getLayer('conv').getWeights()
    model.getLayer('conv').setWeights([kernel!, bias])
    const x = pictures(2, 12, 2)
    const maps = await createExplainer(model).explainBatch(x, { target: { class: 0 } })
    tf.dispose([x, bias])
    return maps.flatMap(({ raw }) => Array.from(raw))
  })
  expectClose(wasm, cpu, 1e-4)
})

it('passes back through a linear convolution', async () => {
  const { cpu, wasm } = await both(async () => {
    const x = pictures(1, 12, 2)
    const age = tf.ones([1, 3])
    const { raw } = await createExplainer(graphNetwork(), { layer: 'conv1' }).explain([x, age], {
      target: { class: 2 },
    })
    tf.dispose([x, age])
    return raw
  })
  expectClose(wasm, cpu, 1e-4)
})
