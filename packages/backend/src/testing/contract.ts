/** What every backend must do. */
import {
  add,
  backend,
  conv2d,
  grads,
  losses,
  memory,
  mul,
  setBackend,
  sub,
  sum,
  tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core'
import type { Scalar, Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { LAYER_ZOO } from './layer-zoo.ts'
import type { Layer } from './layer-zoo.ts'
import { NETWORKS } from './networks.ts'
import { indices, noise } from './noise.ts'
import { computeNumbers, fillWeights, largestDifference } from './numbers.ts'
import type { Numbers } from './numbers.ts'
import { onDevice } from './on-device.ts'

export interface ContractCheck {
  name: string
  /**
   * Runs on the backend that is set, and where a reference is needed on `cpu`, which must be registered; the backend is
   * set back.
   *
   * @throws Error with the numbers where the backend does not keep the contract
   */
  run(): Promise<void>
}

export interface ContractOptions {
  /** Largest difference to the cpu backend, relative to the largest number of a list. Default 1e-4. */
  tolerance?: number
}

function must(holds: boolean, message: string): void {
  if (!holds) throw new Error(message)
}

/** Runs `compute` on the backend in use and on cpu. */
async function onBoth<T>(name: string, compute: () => Promise<T>): Promise<[T, T]> {
  const here = await compute()
  await setBackend('cpu')
  try {
    return [here, await compute()]
  } finally {
    await setBackend(name)
  }
}

async function numbersOf(make: () => LayersModel, input: readonly number[], classes?: number): Promise<Numbers> {
  const model = make()
  fillWeights(model)
  const x = classes === undefined ? noise([3, ...input], 7) : indices([3, ...input], 7, classes)
  try {
    return await computeNumbers(model, x, classes === undefined)
  } finally {
    x.dispose()
    model.dispose()
  }
}

function comparison(
  title: string,
  backendName: string,
  tolerance: number,
  make: () => LayersModel,
  input: readonly number[],
  classes?: number,
): ContractCheck {
  return {
    name: title,
    async run() {
      const [actual, expected] = await onBoth(backendName, () => numbersOf(make, input, classes))
      const { where, difference } = largestDifference(actual, expected)
      must(
        difference <= tolerance,
        `${title}: ${where} differs from cpu by ${difference.toExponential(1)} of its largest value, expected at most ${tolerance}`,
      )
    },
  }
}

/** Gradients of a convolution against differences. It is linear in either argument, so a difference over any step is exact. */
function differences(kernel: number, stride: number, pad: 'valid' | 'same', tolerance: number): ContractCheck {
  const title = `gradients of a convolution, kernel ${kernel}, stride ${stride}, '${pad}', against differences`
  return {
    name: title,
    async run() {
      const values = tidy(() => {
        const x = noise([2, 9, 9, 3], 1) as Tensor4D
        const filter = noise([kernel, kernel, 3, 4], 2) as Tensor4D
        const weights = noise(conv2d(x, filter, stride, pad).shape, 3)
        const score = (a: Tensor, b: Tensor): Scalar =>
          sum(mul(conv2d(a as Tensor4D, b as Tensor4D, stride, pad), weights))
        const slopes = grads(score)([x, filter])
        const [dx, df] = [noise(x.shape, 4), noise(filter.shape, 5)] as const
        return [
          sum(mul(dx, slopes[0]!)),
          sub(score(add(x, dx), filter), score(sub(x, dx), filter)),
          sum(mul(df, slopes[1]!)),
          sub(score(x, add(filter, df)), score(x, sub(filter, df))),
        ]
      })
      const read = await Promise.all(values.map(async (each) => (await each.data())[0]!))
      for (const each of values) each.dispose()
      for (const [exact, twice] of [
        [read[0]!, read[1]!],
        [read[2]!, read[3]!],
      ] as const) {
        must(Math.abs(exact) > 0.05, `${title}: the gradient along the test's direction is ${exact}, too small to tell`)
        must(
          Math.abs(exact - twice / 2) <= tolerance * Math.max(1, Math.abs(exact)) * 10,
          `${title}: got ${exact}, differences give ${twice / 2}`,
        )
      }
    },
  }
}

/** A network, and noise that is a little brighter in pictures of one kind, which it learns in a few steps. */
function task(): { model: LayersModel; x: Tensor; y: Tensor } {
  const model = sequential()
  model.add(layers.conv2d({ inputShape: [12, 12, 2], filters: 8, kernelSize: 3, activation: 'relu' }))
  model.add(layers.maxPooling2d({ poolSize: 2 }))
  model.add(layers.conv2d({ filters: 12, kernelSize: 3, padding: 'same', activation: 'relu' }))
  model.add(layers.averagePooling2d({ poolSize: 5 }))
  model.add(layers.flatten())
  model.add(layers.dense({ units: 2 }))
  fillWeights(model)
  const kinds = Array.from({ length: 8 }, (_, i) => i % 2)
  const y = tensor(kinds.map((kind) => [1 - kind, kind]))
  const x = tidy(() => add(noise([8, 12, 12, 2], 9), mul(tensor(kinds, [8, 1, 1, 1]), 0.4)))
  return { model, x, y }
}

/** Plain gradient descent: its losses, step by step. */
async function descend(steps: number): Promise<number[]> {
  const { model, x, y } = task()
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable)
  const path: number[] = []
  try {
    for (let i = 0; i < steps; i++) {
      const loss = tidy(() => {
        const { value, grads: slopes } = variableGrads(
          () => losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as Tensor) as Scalar,
          variables,
        )
        for (const each of variables) each.assign(sub(each, mul(slopes[each.name]!, 0.1)))
        return value
      })
      path.push((await loss.data())[0]!)
      loss.dispose()
    }
    return path
  } finally {
    model.dispose()
    x.dispose()
    y.dispose()
  }
}

const STEPS = 12

/**
 * The checks of one backend: output and gradients of every layer and of three networks equal to those of `cpu`, gradients against
 * differences, a training run that takes the path of `cpu`, and nothing left behind. They need no test framework.
 *
 * @param name of the backend under test, which is set before each check's `run`
 * @example
 * ```ts
 * import { useBackend } from '@convlens/backend/node'
 * import { backendContract } from '@convlens/backend/testing'
 *
 * await useBackend('wasm')
 * for (const check of backendContract('wasm')) await check.run()
 * ```
 */
export function backendContract(name: string, { tolerance = 1e-4 }: ContractOptions = {}): ContractCheck[] {
  const checks: ContractCheck[] = [
    ...LAYER_ZOO.map(({ name: layer, input, make, classes }) => {
      const model = (): LayersModel => sequential({ layers: [first(make, input)] })
      return comparison(`layer ${layer}`, name, tolerance, model, input, classes)
    }),
    ...NETWORKS.map((network) => comparison(`network ${network.name}`, name, tolerance, network.make, network.input)),
    differences(3, 1, 'valid', tolerance),
    differences(3, 2, 'same', tolerance),
    differences(5, 1, 'same', tolerance),
    differences(1, 3, 'valid', tolerance),
    {
      name: 'training takes the path that it takes on cpu',
      async run() {
        const [actual, expected] = await onBoth(name, () => descend(STEPS))
        must(expected.at(-1)! < 0.7 * expected[0]!, `the task itself is not learnt: ${expected.join(', ')}`)
        for (const [step, loss] of expected.entries()) {
          must(
            Math.abs(actual[step]! - loss) <= 20 * tolerance * loss,
            `training: loss ${actual[step]} at step ${step}, on cpu ${loss}`,
          )
        }
      },
    },
    {
      name: 'leaves neither tensors nor memory behind',
      async run() {
        await descend(2)
        const [tensors, ids] = [memory().numTensors, dataIds()]
        await descend(4)
        must(memory().numTensors === tensors, `${memory().numTensors - tensors} tensors were left`)
        must(dataIds() === ids, `${dataIds() - ids} pieces of memory were left`)
      },
    },
  ]
  return checks.map((check) => ({ name: check.name, run: () => onDevice(name, () => check.run()) }))
}

function dataIds(): number {
  return (backend() as unknown as { numDataIds(): number }).numDataIds()
}

/** Makes a layer the first of a model. */
function first(make: () => Layer, input: readonly number[]): Layer {
  const layer = make()
  layer.batchInputShape = [null, ...input]
  return layer
}
