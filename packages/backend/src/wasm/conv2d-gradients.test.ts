/** Our wasm gradients of a convolution and of max-pooling against the kernels of the cpu backend. */
import { backend, backend_util, engine, maxPool, setBackend, tensor, tidy } from '@tensorflow/tfjs-core'
import type { Tensor4D } from '@tensorflow/tfjs-core'
import { maxRelativeError } from '@convlens/testing'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../node/index.ts'
import { registerWasmTrainingKernels } from './register.ts'

/** Relative to the largest value; sums of float32 products in another order differ by a few 1e-5 where they cancel. */
const TOLERANCE = 1e-4

type Pad = 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]]

/** Deterministic values that are neither sorted nor symmetric. */
function values(count: number, salt: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + salt * 78.233) * 3)
}

interface Setting {
  n: number
  height: number
  width: number
  inChannels: number
  outChannels: number
  kernel: [number, number]
  stride: [number, number]
  pad: Pad
}

function convolutionGradients({ n, height, width, inChannels, outChannels, kernel, stride, pad }: Setting): {
  filter: Float32Array
  x: Float32Array
} {
  const inputShape: [number, number, number, number] = [n, height, width, inChannels]
  const filterShape: [number, number, number, number] = [...kernel, inChannels, outChannels]
  const { outShape } = backend_util.computeConv2DInfo(inputShape, filterShape, stride, 1, pad)
  return tidy(() => {
    const x = tensor(values(n * height * width * inChannels, 1), inputShape)
    const filter = tensor(values(kernel[0] * kernel[1] * inChannels * outChannels, 2), filterShape)
    const dy = tensor(values(outShape[0] * outShape[1] * outShape[2] * outShape[3], 3), outShape)
    const attrs = { strides: stride, pad, dataFormat: 'NHWC', dimRoundingMode: undefined }
    const dFilter = engine().runKernel('Conv2DBackpropFilter', { x, dy }, {
      ...attrs,
      filterShape,
    } as never) as Tensor4D
    const dx = engine().runKernel('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape } as never) as Tensor4D
    return { filter: dFilter.dataSync().slice() as Float32Array, x: dx.dataSync().slice() as Float32Array }
  })
}

async function on<T>(name: 'cpu' | 'wasm', compute: () => T): Promise<T> {
  await setBackend(name)
  return compute()
}

function dataIds(): number {
  return (backend() as unknown as { numDataIds(): number }).numDataIds()
}

beforeAll(async () => {
  await useBackend('cpu')
  await useBackend('wasm')
})

describe('registerWasmTrainingKernels', () => {
  it('registers once', () => {
    expect(registerWasmTrainingKernels()).toEqual([])
  })
})

function square(given: Setting): Setting {
  return { ...given, kernel: [given.kernel[0], given.kernel[0]], stride: [given.stride[0], given.stride[0]] }
}

/** Odd ones, and whole vectors of them, which 3x3 kernels filter minimally. */
const depths = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(8, 12, 20))

const setting: fc.Arbitrary<Setting> = fc
  .record({
    n: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    inChannels: depths,
    outChannels: depths,
    kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.oneof(
      fc.constantFrom<Pad>('valid', 'same'),
      fc.integer({ min: 0, max: 3 }),
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })).map(([a, b]): Pad => [
        [0, 0],
        [a, b],
        [b, a],
        [0, 0],
      ]),
    ),
  })
  // tfjs computes the output of a numeric padding from the kernel's height and the vertical stride alone
  .map((given) => (typeof given.pad === 'number' ? square(given) : given))
  .filter(({ height, width, kernel, pad }) => {
    const room = pad === 'same' ? 9 : pad === 'valid' ? 0 : typeof pad === 'number' ? 2 * pad : pad[1][0] + pad[1][1]
    return height + room >= kernel[0] && width + room >= kernel[1]
  })

describe('gradients of a convolution on wasm', () => {
  it('equal those of the cpu backend for any kernel, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => {
        const expected = await on('cpu', () => convolutionGradients(given))
        const before = await on('wasm', dataIds)
        const actual = await on('wasm', () => convolutionGradients(given))
        expect(dataIds()).toBe(before)
        expect(maxRelativeError(actual.filter, expected.filter)).toBeLessThan(TOLERANCE)
        expect(maxRelativeError(actual.x, expected.x)).toBeLessThan(TOLERANCE)
      }),
      { numRuns: 150, seed: 7 },
    )
  })

  it.each<Setting>([
    // more pixels than one block of the filter gradient holds
    { n: 3, height: 110, width: 90, inChannels: 2, outChannels: 3, kernel: [3, 3], stride: [1, 1], pad: 'same' },
    { n: 8, height: 131, width: 130, inChannels: 1, outChannels: 2, kernel: [5, 5], stride: [2, 2], pad: 'same' },
    { n: 9, height: 61, width: 62, inChannels: 2, outChannels: 2, kernel: [2, 4], stride: [1, 1], pad: 'valid' },
    { n: 4, height: 30, width: 30, inChannels: 3, outChannels: 32, kernel: [3, 3], stride: [1, 1], pad: 'valid' },
    { n: 2, height: 24, width: 24, inChannels: 32, outChannels: 64, kernel: [3, 3], stride: [1, 1], pad: 'same' },
    { n: 2, height: 32, width: 32, inChannels: 16, outChannels: 24, kernel: [5, 5], stride: [2, 2], pad: 'same' },
    { n: 2, height: 29, width: 31, inChannels: 8, outChannels: 8, kernel: [7, 7], stride: [3, 2], pad: 3 },
    { n: 3, height: 14, width: 14, inChannels: 40, outChannels: 20, kernel: [1, 1], stride: [1, 1], pad: 'valid' },
  ])('equal those of the cpu backend at sizes of real networks: %o', async (given) => {
    const expected = await on('cpu', () => convolutionGradients(given))
    const actual = await on('wasm', () => convolutionGradients(given))
    expect(maxRelativeError(actual.filter, expected.filter)).toBeLessThan(TOLERANCE)
    expect(maxRelativeError(actual.x, expected.x)).toBeLessThan(TOLERANCE)
  })
})

describe('MaxPoolGrad on wasm', () => {
  const pooling = fc.record({
    n: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 3, max: 9 }),
    width: fc.integer({ min: 3, max: 9 }),
    channels: fc.integer({ min: 1, max: 4 }),
    size: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom<'valid' | 'same' | number>('valid', 'same', 1),
    levels: fc.integer({ min: 1, max: 6 }),
  })

  it('equals that of the cpu backend, ties and paddings included', async () => {
    await fc.assert(
      fc.asyncProperty(pooling, async ({ n, height, width, channels, size, strides, pad, levels }) => {
        fc.pre(pad !== 1 || (size[0] > 1 && size[0] === size[1] && strides[0] === strides[1]))
        const gradient = (): number[] =>
          tidy(() => {
            const shape: [number, number, number, number] = [n, height, width, channels]
            const x = tensor(
              values(n * height * width * channels, 4).map((value) => Math.round((value * levels) / 3)),
              shape,
            ) as Tensor4D
            const y = maxPool(x, size, strides, pad)
            const dy = tensor(values(y.size, 5), y.shape)
            const attrs = { filterSize: size, strides, pad }
            const dx = engine().runKernel('MaxPoolGrad', { dy, input: x, output: y }, attrs as never) as Tensor4D
            return [...dx.dataSync()]
          })
        const expected = await on('cpu', gradient)
        const actual = await on('wasm', gradient)
        expect(maxRelativeError(actual, expected)).toBeLessThan(TOLERANCE)
      }),
      { numRuns: 150, seed: 7 },
    )
  })
})
