/** Random weights for a model, and its own back again. */
import { clone, keep, type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { leafLayers } from '../models/layers.ts'
import { createRandom, type Random } from './random.ts'

/** A model whose weights can be replaced for a while. */
export interface RandomisableModel {
  /** Names of the layers that have weights, from the output to the input. */
  layers: string[]
  /** Replaces the weights of layer `index` by those of a seeded random network. */
  randomise(index: number, ...seed: number[]): void
  /** Puts every original weight back, to the bit: its memory was kept. */
  restore(): void
  /** Restores, and frees what was kept. */
  dispose(): void
}

/** The weights of a layer, which change together. */
interface WeightedLayer {
  name: string
  weights: Weight[]
}

interface Weight {
  variable: Variable
  /** Shares the memory of the original values. */
  original: Tensor
}

/** Values of a weight in a random network. */
type Draw = (random: Random) => Float32Array

/**
 * Prepares a model. Nested models are descended into; a layer, or a weight, that is used several times counts once,
 * where it is first met on the way from the output.
 *
 * @throws RangeError where the model has no weights or one of them is not finite
 */
export async function randomisable(model: LayersModel): Promise<RandomisableModel> {
  const found = weightedLayers(model)
  const all = found.flatMap(({ weights }) => weights)
  const restore = (): void => all.forEach(({ variable, original }) => variable.assign(original))
  const free = (): void => all.forEach(({ original }) => original.dispose())
  const draws = new Map<Weight, Draw>()
  try {
    if (all.length === 0)
      throw new RangeError('model: none of its layers has weights, so that nothing can be randomised')
    for (const { name, weights } of found)
      for (const weight of weights) draws.set(weight, await randomLike(weight, name))
  } catch (error) {
    free()
    throw error
  }
  return {
    layers: found.map(({ name }) => name),
    randomise(index, ...seed) {
      found[index]!.weights.forEach((weight, i) => {
        const { variable } = weight
        const values = tensor(draws.get(weight)!(createRandom(...seed, index, i)), variable.shape, variable.dtype)
        variable.assign(values)
        values.dispose()
      })
    },
    restore,
    dispose() {
      restore()
      free()
    },
  }
}

/** Layers that have weights. The layers of a model are in an order in which they can run. */
function weightedLayers(model: LayersModel): WeightedLayer[] {
  const seen = new Set<Tensor>()
  return leafLayers(model)
    .reverse()
    .map(({ path, layer }) => {
      const variables = layer.weights.map((weight) => weight.read() as Variable).filter((each) => !seen.has(each))
      for (const variable of variables) seen.add(variable)
      return { name: path, weights: variables.map((variable) => ({ variable, original: keep(clone(variable)) })) }
    })
    .filter(({ weights }) => weights.length > 0)
}

/**
 * - A kernel (rank 2 and more) becomes normal draws with its own mean and standard deviation: what was learnt is gone,
 *   but signals keep their scale. With the initial distribution, the signals of a deep network could fade, and maps
 *   would change for that reason alone.
 * - A vector (bias; BatchNorm's scale, shift, mean and variance) is shuffled: its values stay plausible, variances and
 *   scales positive, which normal draws would not guarantee. What belongs to which channel is lost.
 */
async function randomLike({ original }: Weight, layer: string): Promise<Draw> {
  const values = (await original.data()) as Float32Array
  if (!values.every(Number.isFinite)) throw new RangeError(`model: a weight of layer '${layer}' is not finite`)
  if (original.rank < 2) return (random) => random.shuffle(values.slice())
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const deviation = Math.sqrt(variance)
  return (random) => Float32Array.from(values, () => mean + deviation * random.normal())
}
