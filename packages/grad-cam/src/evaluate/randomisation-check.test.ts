import { describeIf } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import { layers, type LayersModel, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate, backends } from '../backends.test-support.ts'
import { graphNetwork, mulberry32, smallNetwork, twins } from '../networks.test-support.ts'
import { energyInside } from './energy-inside.ts'
import { createRandom } from './random.ts'
import { randomisationCheck, type RandomisationOptions } from './randomisation-check.ts'
import { camOf, SIDE, type Stripes, stripes, stripesNetwork, trainOnStripes } from './stripes.test-support.ts'

type Explain = RandomisationOptions['explain']

function weightsOf(model: LayersModel): Uint8Array[] {
  return model.weights.map((weight) => new Uint8Array(weight.read().dataSync().slice().buffer))
}

/** Maps that are weights themselves: cheap, and as sensitive as can be. */
function weightMap(model: LayersModel): Explain {
  return async () => [model.weights[0]!.read().dataSync()]
}

describe('a network that was trained to find upright gratings', () => {
  let network: LayersModel
  let pictures: Stripes
  const score = (map: ArrayLike<number>, index: number): number => energyInside(map, pictures.masks[index]!).share ?? 0

  beforeAll(async () => {
    await activate('wasm')
    network = stripesNetwork(1)
    pictures = stripes(12, 77, 1)
  })

  it('is no better than random weights before training', async () => {
    const result = await randomisationCheck({ model: network, explain: camOf(network, pictures.x), score })
    expect(result.verdict).toBe('no better than random weights')
    expect(result.score!.p).toBeGreaterThan(0.05)
    expect(result.sentence).toMatch(
      /^The maps depend on the weights \(rank correlation -?[\d.]+ with those of random weights\), but score no better than with random ones \([\d.]+, against at most [\d.]+ in 19 networks of random weights, p = [\d.]+\)\.$/,
    )
  })

  it('passes after training', async () => {
    expect(await trainOnStripes(network)).toBeGreaterThan(0.9)
    const result = await randomisationCheck({ model: network, explain: camOf(network, pictures.x), score })
    expect(result.verdict).toBe('passes')
    expect(result.score!.original).toBeGreaterThan(Math.max(...result.score!.randomised))
    expect(result.score!.p).toBe(0.05)
    expect(result.cascade.map(({ layer }) => layer)).toEqual(['score', 'conv2', 'conv1'])
    expect(result.randomised).toHaveLength(19)
    expect(Math.abs(result.unrelated!.spearman)).toBeLessThan(0.3)
  })

  it('says without a score that only sensitivity was judged', async () => {
    const result = await randomisationCheck({ model: network, explain: camOf(network, pictures.x), repeats: 3 })
    expect(result).toMatchObject({ verdict: 'passes', score: undefined })
    expect(result.sentence).toMatch(/; without a score, only that was judged, not whether they are any good\.$/)
  })

  it('finds that an edge detector is insensitive, however well it scores', async () => {
    const values = pictures.x.dataSync()
    const edges: Explain = async () =>
      pictures.masks.map((_, n) =>
        Float32Array.from({ length: SIDE * SIDE }, (__, i) =>
          i % SIDE === 0 ? 0 : Math.abs(values[n * SIDE * SIDE + i]! - values[n * SIDE * SIDE + i - 1]!),
        ),
      )
    const result = await randomisationCheck({ model: network, explain: edges, score })
    expect(result.verdict).toBe('insensitive')
    for (const each of [...result.cascade, ...result.randomised]) expect(each.spearman).toBeCloseTo(1, 12)
    expect(result.sentence).toBe(
      'The maps hardly depend on the weights (rank correlation 1 with those of random weights): they do not show what the network has learnt.',
    )
  })
})

function one(): number {
  return 1
}

/** Weights after two steps of Adam, with a check in between or without. */
async function trainTwice(check: boolean): Promise<Uint8Array[]> {
  const model = smallNetwork()
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' })
  const x = tf.tensor4d(Float32Array.from(mulberry32(1, 2 * 288)), [2, 12, 12, 2])
  const y = tf.tensor2d([1, 0, 0, 0, 1, 0], [2, 3])
  // Dropout would draw other masks.
  const dropout = model.layers.find((layer) => layer.getClassName() === 'Dropout')!
  Object.assign(dropout, { rate: 0 })
  await model.trainOnBatch(x, y)
  if (check) await randomisationCheck({ model, explain: weightMap(model), repeats: 1 })
  await model.trainOnBatch(x, y)
  tf.dispose([x, y])
  return weightsOf(model)
}

describe('randomisationCheck', () => {
  beforeAll(() => activate('cpu'))

  it('randomises layer after layer, and repeats itself', async () => {
    const model = smallNetwork()
    const seen: Uint8Array[][] = []
    const explain: Explain = async () => {
      seen.push(weightsOf(model))
      return weightMap(model)()
    }
    const result = await randomisationCheck({ model, explain, repeats: 2, seed: 3 })
    // conv1 kernel, bias; norm gamma, beta, mean, variance; conv2; scores. A bias of equal values is the same shuffled.
    const kernels = [0, 6, 8].map((i) =>
      model.weights.findIndex((weight) => weight === model.layers.flatMap((layer) => layer.weights)[i]),
    )
    const changed = seen.map((weights) =>
      kernels.map((i) => Number(Buffer.compare(weights[i]!, seen[0]![i]!) !== 0)).join(''),
    )
    expect(changed).toEqual(['000', '001', '011', '011', '111', '111', '111'])
    // A layer that became random stays as it is for the rest of the cascade.
    expect(seen[4]![kernels[2]!]).toEqual(seen[1]![kernels[2]!])
    expect(seen[5]![0]).not.toEqual(seen[6]![0])
    expect(result.cascade.map(({ spearman }) => Math.round(spearman * 100) / 100 === 1)).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(await randomisationCheck({ model, explain: weightMap(model), repeats: 2, seed: 3 })).toEqual(result)
  })

  it('can be started inside a tidy of the caller', async () => {
    const model = smallNetwork()
    const { numTensors } = tf.memory()
    let pending: Promise<unknown> | undefined
    tf.tidy(() => {
      pending = randomisationCheck({ model, explain: weightMap(model), repeats: 1 })
    })
    await pending
    expect(tf.memory().numTensors).toBe(numTensors)
  })

  it('does not touch the optimizer: training goes on as if nothing had been', async () => {
    expect(await trainTwice(true)).toEqual(await trainTwice(false))
  })

  it('lets a network without learnt weights pass in one case of twenty', async () => {
    // The map is a kernel of normal draws, its score the first value: one of 20 equally likely networks.
    const model = sequential({ layers: [layers.dense({ units: 8, inputShape: [8], useBias: false })] })
    let passed = 0
    for (let seed = 0; seed < 600; seed++) {
      const random = createRandom(1000 + seed)
      const kernel = tf.tensor2d(Float32Array.from({ length: 64 }, random.normal), [8, 8])
      model.setWeights([kernel])
      kernel.dispose()
      const { verdict } = await randomisationCheck({ model, explain: weightMap(model), score: (map) => map[0]!, seed })
      if (verdict === 'passes') passed++
    }
    // 30 expected; the standard deviation is 5.3.
    expect(passed).toBeGreaterThan(12)
    expect(passed).toBeLessThan(48)
  })

  it('leaves out pictures whose map is constant, and counts maps that become so', async () => {
    const model = smallNetwork()
    let calls = 0
    const explain: Explain = async () =>
      calls++ === 0
        ? [
            [0, 0, 0],
            [1, 2, 3],
            [1, 2, 3],
          ]
        : [
            [1, 2, 3],
            [1, 2, 3],
            [5, 5, 5],
          ]
    const result = await randomisationCheck({ model, explain, repeats: 1 })
    expect(result.randomised[0]!.constant).toBe(0.5)
    expect(result.randomised[0]!.spearman).toBeCloseTo(0.5, 12)
    expect(result.unrelated!.spearman).toBeCloseTo(1, 12)
  })

  it('refuses bad arguments by name', async () => {
    const model = smallNetwork()
    const refused = (change: Partial<RandomisationOptions>) =>
      expect(randomisationCheck({ model, explain: weightMap(model), ...change })).rejects
    await refused({ repeats: 0 }).toThrow('repeats: got 0, expected a whole number from 1 on')
    await refused({ repeats: 18, score: one }).toThrow('repeats: got 18, expected a whole number from 19 on')
    await refused({ repeats: 19, score: one, significance: 0.01 }).toThrow(
      'repeats: got 19, expected a whole number from 99 on',
    )
    await refused({ insensitiveFrom: 0 }).toThrow('insensitiveFrom: got 0, expected a number above 0, at most 1')
    await refused({ significance: Number.NaN }).toThrow('significance: got NaN')
    await refused({ seed: -1 }).toThrow('seed: got -1, expected a whole number from 0 on')
    await refused({ score: () => Number.NaN }).toThrow('score: got NaN for map 0, expected a finite number')
    await refused({ explain: async () => [] }).toThrow('explain: got no maps or empty ones, expected one a picture')
    await refused({ explain: async () => [[]] }).toThrow('explain: got no maps or empty ones')
    await refused({ explain: async () => [[1, 2], [1]] }).toThrow(
      'explain: got 1 cells for map 1, expected 2 as for the first',
    )
    await refused({ explain: async () => [[1, Number.NaN]] }).toThrow('map: value 1 is NaN')
    await refused({ explain: async () => [[2, 2]] }).toThrow('explain: each map is the same everywhere')
    let calls = 0
    const fewer: Explain = async () =>
      calls++ === 0
        ? [
            [1, 2],
            [3, 4],
          ]
        : [[1, 2]]
    await refused({ explain: fewer }).toThrow('explain: got 1 maps, expected 2 as at first')
  })
})

// Not on webgpu: nothing can be read there at once, as these tests do.
for (const { name, missing } of backends.filter((backend) => backend.name !== 'webgpu')) {
  describeIf(name, missing, `randomisationCheck on ${name}`, () => {
    beforeAll(() => activate(name))

    it('puts the weights back to the bit and leaves no tensor, whatever happens', async () => {
      const constrained = sequential({
        layers: [
          layers.dense({ units: 4, inputShape: [4], kernelConstraint: 'unitNorm', kernelInitializer: 'randomNormal' }),
        ],
      })
      for (const model of [smallNetwork(), graphNetwork(), twins().nestedTwice, constrained]) {
        const before = weightsOf(model)
        const memory = tf.memory()
        const unharmed = (): void => {
          expect(weightsOf(model)).toEqual(before)
          expect(tf.memory()).toMatchObject({
            numTensors: memory.numTensors,
            numBytes: memory.numBytes,
            numDataBuffers: memory.numDataBuffers,
          })
        }
        await randomisationCheck({ model, explain: weightMap(model), repeats: 1 })
        unharmed()
        for (const failing of [2, 3]) {
          let calls = 0
          const explain: Explain = async () => {
            if (++calls === failing) throw new Error('cannot explain')
            return weightMap(model)()
          }
          await expect(randomisationCheck({ model, explain, repeats: 2 })).rejects.toThrow('cannot explain')
          unharmed()
          const controller = new AbortController()
          const aborting: Explain = async () => {
            if (--calls === 0) controller.abort(new Error('enough'))
            return weightMap(model)()
          }
          const { signal } = controller
          await expect(randomisationCheck({ model, explain: aborting, repeats: 2, signal })).rejects.toThrow('enough')
          unharmed()
        }
      }
    })
  })
}
