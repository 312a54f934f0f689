/** How well each method points at a known truth: on a classifier, and on the same network with random weights. */
import { createExplainer, methodByName, type MethodName, resizeMap } from '@convlens/grad-cam'
import {
  energyInside,
  pointingGame,
  randomisable,
  randomisationCheck,
  type RandomisationVerdict,
} from '@convlens/grad-cam/evaluate'
import { bootstrapInterval, wilsonInterval, type Estimate } from '@convlens/metrics'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { tensor4d } from '@tensorflow/tfjs-core'

/** A picture as the network takes it, and where the truth lies in it. */
export interface MarkedPicture {
  id: string
  /** `height x width x channels` */
  values: Float32Array
  /** `height x width`, 0 or 1. */
  mask: Float32Array
}

/** How the maps of one method on one network did. */
export interface MethodScore {
  pointingGame: Estimate
  /** Mean share of the heat inside the mask, with a bootstrap interval; a map without heat counts as chance. */
  energyInside: Estimate
  /** Pictures whose map says nothing. */
  degenerate: number
  /** What the model-randomisation check says of the first pictures. */
  check: { verdict: RandomisationVerdict | 'only constant maps'; sentence: string }
}

/** One method on both networks. */
export interface MethodComparison {
  method: MethodName
  trained: MethodScore
  /** The same network with all weights random. */
  random: MethodScore
  /** A map of the trained network, everything included. */
  milliseconds: number
}

/** What `compareMethod` needs. */
export interface ComparisonOptions {
  model: LayersModel
  pictures: readonly MarkedPicture[]
  /** `[height, width, channels]` of the pictures. */
  shape: readonly [number, number, number]
  /** Class whose maps are judged. */
  target: number
  /** How many of the pictures the randomisation check explains, again for every layer and every random network. */
  checked: number
  /** Random networks of that check: one in so many passes by chance. */
  repeats: number
  seed: number
  signal: AbortSignal
}

/** Scores one method. The model is as before when it returns. */
export async function compareMethod(name: MethodName, options: ComparisonOptions): Promise<MethodComparison> {
  const { model, seed, pictures } = options
  const start = performance.now()
  const maps = await mapsOf(name, pictures, options)
  const milliseconds = (performance.now() - start) / pictures.length
  const trained = await score(name, maps, options)
  const weights = await randomisable(model)
  try {
    weights.layers.forEach((_, layer) => weights.randomise(layer, seed))
    const random = await score(name, await mapsOf(name, pictures, options), options)
    return { method: name, trained, random, milliseconds }
  } finally {
    weights.dispose()
  }
}

/** A map and whether it says something. */
interface Shown {
  map: Float32Array
  isDegenerate: boolean
}

/** Maps at the size of the pictures. */
async function mapsOf(
  name: MethodName,
  pictures: readonly MarkedPicture[],
  { model, shape: [height, width, channels], target, signal }: ComparisonOptions,
): Promise<Shown[]> {
  const x = tensor4d(Float32Array.from(pictures.flatMap(({ values }) => Array.from(values))), [
    pictures.length,
    height,
    width,
    channels,
  ])
  try {
    const explanations = await createExplainer(model).explainBatch(x, {
      method: methodByName(name),
      target: { class: target },
      signal,
    })
    return explanations.map(({ map, shape, info }) => ({
      map: resizeMap(map, shape, [height, width]),
      isDegenerate: info.degenerate !== false,
    }))
  } finally {
    x.dispose()
  }
}

async function score(name: MethodName, maps: readonly Shown[], options: ComparisonOptions): Promise<MethodScore> {
  const { pictures, checked, repeats, model, seed, signal } = options
  const inside = (map: ArrayLike<number>, i: number): number => {
    const { share, chance } = energyInside(map, pictures[i]!.mask)
    return share ?? chance
  }
  const hits = maps.filter(({ map }, i) => pointingGame(map, pictures[i]!.mask).hit).length
  const shares = maps.map(({ map }, i) => inside(map, i))
  const { value, low, high } = bootstrapInterval((at) => at.reduce((sum, i) => sum + shares[i]!, 0) / at.length, {
    n: shares.length,
    seed,
  })
  const explain = async () => (await mapsOf(name, pictures.slice(0, checked), options)).map(({ map }) => map)
  const check = maps.slice(0, checked).every(({ isDegenerate }) => isDegenerate)
    ? {
        verdict: 'only constant maps' as const,
        sentence: 'Each map is the same everywhere: there is nothing to compare.',
      }
    : await randomisationCheck({
        model,
        explain,
        score: inside,
        repeats,
        significance: 1 / (repeats + 1),
        seed,
        signal,
      })
  return {
    pointingGame: wilsonInterval(hits, maps.length),
    energyInside: { value, low, high },
    degenerate: maps.filter(({ isDegenerate }) => isDegenerate).length,
    check: { verdict: check.verdict, sentence: check.sentence },
  }
}
