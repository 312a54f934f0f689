/** One training step small enough for known numbers: a backend is trusted once it computes them. */
import { conv2d, engine, maxPool, mul, relu, step, sub, tensor4d, tidy } from '@tensorflow/tfjs-core'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'

/** One picture of 4 x 4 x 1, two filters of 2 x 2, and the gradient that arrives at 2 x 2 x 2 pooled values. */
export const STEP: { x: number[]; filter: number[]; dy: number[] } = {
  x: [3, -1, 4, 1, -5, 9, 2, -6, 5, 3, -5, 8, 9, -7, 9, 3],
  filter: [1, 2, -1, 1, 2, -1, 0, 3],
  dy: [1, 2, -1, 1, 3, -2, 2, 1],
}

/** The step's numbers, all exact in half precision; the test derives them by plain loops. */
export const EXPECTED: { pooled: number[]; filter: number[]; dx: number[] } = {
  pooled: [13, 37, 13, 27, 20, 35, 13, 35],
  filter: [-32, -3, -14, 4, -31, 7, 31, -14],
  dx: [4, 2, 0, 0, -2, 8, 0, 1, 3, -1, -2, 3, 6, 1, -3, 0],
}

/** Convolution, ReLU, max-pooling, back again, and the filter after a step of size 1, on the backend in use. */
export async function trainingStep(): Promise<{ pooled: number[]; filter: number[]; dx: number[] }> {
  const outputs = tidy(() => {
    const x = tensor4d(STEP.x, [1, 4, 4, 1])
    const filter = tensor4d(STEP.filter, [2, 2, 1, 2])
    const dy = tensor4d(STEP.dy, [1, 2, 2, 2])
    const linear: Tensor4D = conv2d(x, filter, 1, 'valid')
    const active = relu(linear)
    const pooled = maxPool(active, 2, 1, 'valid')
    const pooling = { filterSize: 2, strides: 1, pad: 'valid' }
    const dActive = run('MaxPoolGrad', { dy, input: active, output: pooled }, pooling)
    const dLinear = mul(dActive, step(linear))
    const convolution = { strides: 1, pad: 'valid', dataFormat: 'NHWC' }
    const dFilter = run('Conv2DBackpropFilter', { x, dy: dLinear }, { ...convolution, filterShape: filter.shape })
    const dx = run('Conv2DBackpropInput', { dy: dLinear, filter }, { ...convolution, inputShape: x.shape })
    return { pooled: pooled as Tensor, filter: sub(filter, dFilter) as Tensor, dx }
  })
  try {
    const [pooled, filter, dx] = await Promise.all([outputs.pooled.data(), outputs.filter.data(), outputs.dx.data()])
    return { pooled: [...pooled], filter: [...filter], dx: [...dx] }
  } finally {
    for (const tensor of Object.values(outputs)) tensor.dispose()
  }
}

/** Runs a kernel itself: tfjs-core knows no gradients before tfjs-layers is imported. */
function run(name: string, inputs: Record<string, Tensor>, attrs: Record<string, unknown>): Tensor {
  return engine().runKernel(name, inputs, attrs as Parameters<ReturnType<typeof engine>['runKernel']>[2]) as Tensor
}

/** What is wrong with the backend in use, or `undefined` where the step's numbers come out. */
export async function findFault(): Promise<string | undefined> {
  try {
    const got = await trainingStep()
    for (const key of ['pooled', 'filter', 'dx'] as const) {
      const wrong = EXPECTED[key].findIndex((value, i) => !(Math.abs(value - got[key][i]!) <= 1e-3))
      if (wrong !== -1) {
        return `a training step gave ${key}[${wrong}] = ${got[key][wrong]} instead of ${EXPECTED[key][wrong]}`
      }
    }
    return undefined
  } catch (error) {
    return `a training step failed: ${error instanceof Error ? error.message : String(error)}`
  }
}
