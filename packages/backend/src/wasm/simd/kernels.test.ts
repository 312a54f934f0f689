/** The kernels of the engine against those of the cpu backend, over shapes, geometries and special values. */
import {
  add,
  batchNorm,
  conv2d,
  depthwiseConv2d,
  div,
  engine,
  fused,
  matMul,
  maxPool,
  maximum,
  minimum,
  mul,
  neg,
  relu,
  relu6,
  setBackend,
  sqrt,
  square,
  squaredDifference,
  step,
  sub,
  tensor,
  tidy,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core'
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core'
import { maxRelativeError } from '@convlens/testing'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../../node/index.ts'
import { noise } from '../../testing/noise.ts'

beforeAll(async () => {
  await useBackend('cpu')
  await useBackend('wasm', { threads: 3 })
})

/** Computes on cpu and wasm; the largest difference is relative to the largest value. */
async function compare(compute: () => Tensor | Tensor[], tolerance = 1e-5): Promise<void> {
  const read = (): { shape: number[]; values: number[] }[] =>
    tidy(() => [compute()].flat().map((each) => ({ shape: each.shape, values: [...each.dataSync()] })))
  await setBackend('cpu')
  const expected = read()
  await setBackend('wasm')
  const actual = read()
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
  for (const [i, { values }] of expected.entries()) {
    expect(maxRelativeError(actual[i]!.values, values)).toBeLessThan(tolerance)
  }
}

function run(name: string, inputs: Record<string, Tensor>, attrs: object): Tensor {
  return engine().runKernel(name, inputs, attrs as never) as Tensor
}

const channels = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(8, 12, 20))
const side = fc.integer({ min: 1, max: 11 })
const kernel = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
const pair = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
const pad = fc.constantFrom('valid' as const, 'same' as const)
const reach = (size: number, rate: number): number => (size - 1) * rate + 1

describe('convolutions on wasm as on cpu', () => {
  const setting = fc
    .record({
      n: fc.integer({ min: 1, max: 3 }),
      height: side,
      width: side,
      inChannels: channels,
      outChannels: channels,
      kernel: fc.oneof(fc.constant([3, 3] as [number, number]), kernel),
      spread: fc.oneof(fc.constant([1, 1] as [number, number]), pair),
      dilated: fc.boolean(),
      pad,
      activation: fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid'),
    })
    .filter((given) => {
      const [rows, columns] = given.dilated ? given.spread : [1, 1]
      const fits = reach(given.kernel[0], rows) <= given.height && reach(given.kernel[1], columns) <= given.width
      return given.pad === 'same' || fits
    })

  it('forward, with bias and activation', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async (given) => {
        const strides = given.dilated ? 1 : given.spread
        const dilations = given.dilated ? given.spread : 1
        await compare(() => {
          const x = noise([given.n, given.height, given.width, given.inChannels], 1) as Tensor4D
          const filter = noise([...given.kernel, given.inChannels, given.outChannels], 2) as Tensor4D
          const bias = noise([given.outChannels], 3) as Tensor1D
          const shared = { x, filter, strides, pad: given.pad, dilations }
          return [
            conv2d(x, filter, strides, given.pad, 'NHWC', dilations),
            fused.conv2d({ ...shared, bias, activation: given.activation as 'relu' }),
          ]
        })
      }),
      { numRuns: 150, seed: 7 },
    )
  })

  it('depthwise, and both its gradients', async () => {
    await fc.assert(
      fc.asyncProperty(setting, fc.integer({ min: 1, max: 3 }), async (given, multiplier) => {
        // the gradient kernels of cpu know no dilations
        const attrs = { strides: given.spread, pad: given.pad, dilations: [1, 1] }
        fc.pre(given.pad === 'same' || (given.kernel[0] <= given.height && given.kernel[1] <= given.width))
        await compare(() => {
          const x = noise([given.n, given.height, given.width, given.inChannels], 1) as Tensor4D
          const filter = noise([...given.kernel, given.inChannels, multiplier], 2) as Tensor4D
          const y = depthwiseConv2d(x, filter, given.spread, given.pad)
          const dy = noise(y.shape, 3)
          return [
            y,
            run('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { ...attrs, inputShape: x.shape }),
            run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...attrs, filterShape: filter.shape }),
          ]
        })
      }),
      { numRuns: 100, seed: 7 },
    )
  })

  it('depthwise with dilations', async () => {
    await compare(() => {
      const x = noise([2, 11, 9, 6], 1) as Tensor4D
      const filter = noise([3, 2, 6, 2], 2) as Tensor4D
      return depthwiseConv2d(x, filter, 1, 'same', 'NHWC', [2, 3])
    })
  })

  it('maximum pooling, in chunks of rows', async () => {
    const pooling = fc.record({ height: side, width: side, channels, size: pair, strides: pair, pad })
    await fc.assert(
      fc.asyncProperty(pooling, async (given) => {
        fc.pre(given.pad === 'same' || (given.size[0] <= given.height && given.size[1] <= given.width))
        await compare(() => {
          const x = noise([2, given.height, given.width, given.channels], 1) as Tensor4D
          return maxPool(x, given.size, given.strides, given.pad)
        })
      }),
      { numRuns: 100, seed: 7 },
    )
  })
})

describe('matrix products on wasm as on cpu', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(16, 33, 70))
  const setting = fc.record({
    m: size,
    n: size,
    k: size,
    left: fc.constantFrom([], [1], [3], [2, 3], [1, 3]),
    right: fc.constantFrom([], [1], [3], [2, 3], [2, 1]),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })

  it('in batches, transposed, one matrix for all', async () => {
    await fc.assert(
      fc.asyncProperty(setting, async ({ m, n, k, left, right, transposeA, transposeB }) => {
        fc.pre(left.length === right.length || left.length === 0 || right.length === 0)
        await compare(() => {
          const a = noise([...left, ...(transposeA ? [k, m] : [m, k])], 1)
          const b = noise([...right, ...(transposeB ? [n, k] : [k, n])], 2)
          return matMul(a, b, transposeA, transposeB)
        })
      }),
      { numRuns: 150, seed: 7 },
    )
  })

  it('with bias and activation', async () => {
    for (const activation of ['linear', 'relu', 'relu6', 'sigmoid'] as const) {
      await compare(() => {
        const [a, b, bias] = [noise([7, 13], 1, 3), noise([13, 9], 2, 3), noise([9], 3)]
        return fused.matMul({ a, b, bias, activation } as never)
      })
    }
  })
})

/** Values that are easily got wrong, among others. */
function special(shape: readonly number[], seed: number): Tensor {
  const values = noise(shape, seed, 8).dataSync()
  const odd = [0, -0, 1, -1, 6, Number.NaN, Infinity, -Infinity, 1e-40]
  return tensor(
    values.map((value, i) => (i % 5 === seed % 5 ? odd[i % odd.length]! : value)),
    [...shape],
  )
}

async function same(compute: () => Tensor): Promise<void> {
  const read = (): number[] => tidy(() => [...compute().dataSync()])
  await setBackend('cpu')
  const expected = read()
  await setBackend('wasm')
  const actual = read()
  // cpu computes in double precision and rounds once
  const wrong = expected.findIndex((value, i) => {
    const rounding = Math.abs(value - actual[i]!) <= 4e-7 * Math.abs(value)
    return !(Object.is(value, actual[i]) || value === actual[i] || rounding)
  })
  expect([wrong, actual[wrong]]).toEqual([-1, undefined])
}

describe('value by value on wasm as on cpu', () => {
  it.each([
    ['relu', relu],
    ['relu6', relu6],
    ['step', (x: Tensor) => step(x, 0.25)],
    ['square', square],
    ['neg', neg],
  ])('%s, special values included', async (_name, operation) => {
    for (const shape of [[1], [3], [37], [70_001]]) await same(() => operation(special(shape, 1)))
  })

  it('sqrt', async () => {
    for (const shape of [[1], [37], [70_001]]) await same(() => sqrt(square(special(shape, 1))))
  })

  // named, so that a counterexample can be read
  const operations = Object.entries({ add, sub, mul, div, maximum, minimum, squaredDifference })

  it('two operands of any shapes that fit', async () => {
    const shape = fc.array(fc.constantFrom<number[]>(1, 2, 3, 4, 33), { minLength: 1, maxLength: 4 })
    const operands = shape.chain((long) =>
      fc.record({
        long: fc.constant(long),
        short: fc.oneof(
          fc.constant(long),
          fc.constant([]),
          fc.nat(long.length).map((from) => long.slice(from)),
          fc.nat(long.length).map((from) => long.map((length, i) => (i < from ? 1 : length))),
          fc.nat(long.length - 1).map((one) => long.map((length, i) => (i === one ? 1 : length))),
        ),
        swapped: fc.boolean(),
        operation: fc.constantFrom(...operations),
      }),
    )
    await fc.assert(
      fc.asyncProperty(operands, async ({ long, short, swapped, operation: [name, operation] }) => {
        // the shipped kernels, which do many pieces, lose NaN there
        fc.pre(!name.endsWith('mum') || long.reduce((a, b) => a * b, 1) < 64)
        await same(() => {
          const [a, b] = [special(long, 1), special(short, 2)]
          return (swapped ? operation(b, a) : operation(a, b)) as Tensor
        })
      }),
      { numRuns: 300, seed: 7 },
    )
  })

  it('a row of few values repeated over many', async () => {
    for (const width of [1, 2, 3, 5, 31, 32, 64]) {
      await same(() => add(special([3000, width], 1), special([width], 2)))
    }
  })

  it('batch normalisation', async () => {
    for (const depth of [1, 3, 8, 37]) {
      await compare(() => {
        const x = noise([3, 9, 8, depth], 1) as Tensor4D
        const [mean, offset, scale] = [noise([depth], 2), noise([depth], 4), noise([depth], 5)] as Tensor1D[]
        const variance = square(noise([depth], 3)) as Tensor1D
        return [batchNorm(x, mean!, variance, offset, scale, 1e-3), batchNorm(x, mean!, variance)]
      })
    }
  })

  it('sums by segment, ids outside left out', async () => {
    await compare(() => {
      const ids = tensor([2, 0, 2, -1, 1, 5, 0], [7], 'int32') as Tensor1D
      return [unsortedSegmentSum(noise([7, 3, 2], 1), ids, 4), unsortedSegmentSum(noise([7], 2), ids, 6)]
    })
  })
})
