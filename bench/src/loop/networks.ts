/** What is trained: two networks of real size, and one so small that hardly anything but the loop is left. */
import { buildCnn, type TrainingBatch } from '@convlens/model'
import type { LayersModel } from '@tensorflow/tfjs-layers'

export interface LoopNetwork {
  name: string
  /** Pictures a step. */
  batch: number
  input: readonly [height: number, width: number, channels: number]
  /** Steps of a block, and blocks of each side, with which both take some ten seconds. */
  steps: number
  blocks: number
  /** Random masks are drawn by different generators: no two losses are equal. */
  dropout?: true
  build(): LayersModel
}

export const networks = {
  tiny: {
    name: 'tiny (one convolution, 8 x 8), batches of 4',
    batch: 4,
    input: [8, 8, 1],
    steps: 25,
    blocks: 100,
    build: () => buildCnn({ input: [8, 8, 1], filters: [4], head: 'flatten', seed: 1 }),
  },
  compact: {
    name: 'compact, 128 x 128, batches of 16',
    batch: 16,
    input: [128, 128, 1],
    steps: 2,
    blocks: 30,
    dropout: true,
    build: () => buildCnn({ preset: 'compact', input: [128, 128, 1], seed: 1 }),
  },
  'covid-seed': {
    name: 'covid-seed, 224 x 224, batches of 8',
    batch: 8,
    input: [224, 224, 3],
    steps: 1,
    blocks: 8,
    dropout: true,
    build: () => buildCnn({ preset: 'covid-seed', seed: 1 }),
  },
} as const satisfies Record<string, LoopNetwork>

export type NetworkName = keyof typeof networks

export const networkNames: readonly NetworkName[] = Object.keys(networks) as NetworkName[]

/** Batches of an epoch: all different, of noise, since what is on the pictures does not change what a step costs. */
export function noise({ batch, input }: LoopNetwork, count: number): TrainingBatch[] {
  const shape = [batch, ...input]
  const size = shape.reduce((product, side) => product * side, 1)
  let word = 1
  const next = (): number => (word = (Math.imul(word, 1664525) + 1013904223) >>> 0) / 2 ** 32
  return Array.from({ length: count }, () => ({
    x: Float32Array.from({ length: size }, next),
    shape,
    y: Int32Array.from({ length: batch }, (_, i) => i % 2),
  }))
}
