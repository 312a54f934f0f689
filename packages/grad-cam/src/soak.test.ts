/** Thousands of explanations, good ones and failing ones: nothing grows, nothing changes. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describeIf } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { activate, backends } from './backends.test-support.ts'
import { createExplainer } from './explainer.ts'
import { fingerprint } from './fingerprint.test-support.ts'
import { gradCam } from './methods/grad-cam.ts'
import { methodByName, methodNames } from './methods/method-by-name.ts'
import type { Method } from './methods/method.ts'
import { integratedGradients } from './methods/integrated-gradients.ts'
import { smoothGrad } from './methods/smooth-grad.ts'
import { pictures, smallNetwork } from './networks.test-support.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes in use, of JavaScript objects and of what lies outside of its heap. */
function bytesInUse(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Few samples: a thousand explanations should not take a thousand times twenty-five passes. */
const cheap: Record<string, Method> = {
  'smooth-grad': smoothGrad({ samples: 3 }),
  'integrated-gradients': integratedGradients({ steps: 3 }),
}

// A thousand where it is fast; a leak shows after a hundred as well.
const rounds = { wasm: 1000, tensorflow: 200, cpu: 50, webgpu: 5 }

for (const { name, missing } of backends) {
  describeIf(name, missing, `on ${name}`, () => {
    const x: tf.Tensor[] = []
    beforeAll(async () => {
      await activate(name)
      x.push(pictures(1, 12, 2))
    })
    afterAll(() => tf.dispose(x))

    it.each(methodNames)(
      `makes ${rounds[name]} explanations with %s and nothing grows`,
      async (methodName) => {
        const method = cheap[methodName] ?? methodByName(methodName)
        const model = smallNetwork()
        const explainer = createExplainer(model)
        const before = await fingerprint(model)
        const explain = (i: number) => explainer.explain(x[0]!, { method, target: { class: i % 3 } })
        for (let i = 0; i < 10; i++) await explain(i)
        const { numTensors, numBytes, numDataBuffers } = tf.memory()
        const bytes = bytesInUse()
        for (let i = 0; i < rounds[name]; i++) await explain(i)
        expect(tf.memory()).toMatchObject({ numTensors, numBytes, numDataBuffers })
        expect(bytesInUse() - bytes).toBeLessThan(4e6)
        expect(await fingerprint(model)).toEqual(before)
        model.dispose()
      },
      300_000,
    )

    it('makes 200 explanations that fail and nothing stays behind', async () => {
      const model = smallNetwork()
      const four = pictures(4, 12, 2)
      const before = await fingerprint(model)
      const { numTensors, numBytes, numDataBuffers } = tf.memory()
      for (let i = 0; i < 200; i++) {
        const [message, fail] = failures[i % failures.length]!
        const methodName = methodNames[i % methodNames.length]!
        const method = cheap[methodName] ?? methodByName(methodName)
        await expect(fail(model, x[0]!, method, four), `${methodName}, ${String(message)}`).rejects.toThrow(message)
        expect(tf.memory(), `${methodName}, ${String(message)}`).toMatchObject({ numTensors, numBytes, numDataBuffers })
      }
      expect(await fingerprint(model)).toEqual(before)
      // All works again.
      expect((await createExplainer(model).explain(x[0]!)).info.degenerate).toBe(false)
      expect(tf.memory()).toMatchObject({ numTensors, numBytes, numDataBuffers })
      model.dispose()
      four.dispose()
    }, 300_000)
  })
}

type Failure = (model: LayersModel, x: tf.Tensor, method: Method, four: tf.Tensor) => Promise<unknown>

/** Ways to fail; 8 against 13 methods, so that all pairs are met. */
const failures: (readonly [RegExp, Failure])[] = [
  [
    /no layer named 'conv9'/,
    async (model, x, method) => createExplainer(model, { layer: 'conv9' }).explain(x, { method }),
  ],
  [
    /call: got 3, but the model calls it 1 time/,
    // Methods that look at the pixels need no layer: those fail as grad-cam.
    async (model, x, method) =>
      createExplainer(model).explain(x, {
        call: 3,
        method: 'map' in method || method.level === 'layer' ? method : gradCam,
      }),
  ],
  [
    /the score function fails/,
    async (model, x, method) => createExplainer(model).explain(x, { method, target: { score: failingAt(1) } }),
  ],
  [
    /the score function fails/,
    async (model, _, method, four) =>
      createExplainer(model).explainBatch(four, { method, batchSize: 1, target: { score: failingAt(3) } }),
  ],
  [
    /returned a tensor of shape \[3\], expected a scalar/,
    async (model, x, method) =>
      createExplainer(model).explain(x, { method, target: { score: (output) => tf.mul(output, 2) } }),
  ],
  [
    /has no kernel Conv2DBackpropInput, which the gradient needs/,
    (model, x, method) =>
      withoutKernel('Conv2DBackpropInput', () =>
        createExplainer(model, { layer: 'conv1' }).explain(x, { method: method.gradients ? method : gradCam }),
      ),
  ],
  [
    /enough/,
    async (model, _, method, four) => {
      const controller = new AbortController()
      let calls = 0
      const score = (output: tf.Tensor): tf.Tensor => {
        if (++calls === 2) controller.abort(new Error('enough'))
        return tf.sum(output)
      }
      const { signal } = controller
      return createExplainer(model).explainBatch(four, { method, batchSize: 1, signal, target: { score } })
    },
  ],
  [/aborted/, async (model, x, method) => createExplainer(model).explain(x, { method, signal: AbortSignal.abort() })],
]

/** A score function that works until it is called for the n-th time. */
function failingAt(n: number): (output: tf.Tensor) => tf.Tensor {
  let calls = 0
  return (output) => {
    if (++calls === n) throw new Error('the score function fails')
    return tf.sum(output)
  }
}

/** Runs while the active backend lacks a kernel. */
async function withoutKernel<T>(kernelName: string, run: () => Promise<T>): Promise<T> {
  const kernel = tf.getKernel(kernelName, tf.getBackend())!
  tf.unregisterKernel(kernelName, kernel.backendName)
  try {
    return await run()
  } finally {
    tf.registerKernel(kernel)
  }
}
