import { useBackend } from '@convlens/backend/node'
import { memory } from '@tensorflow/tfjs-core'
import { type LayersModel, type SymbolicTensor, input, layers, model, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import type { Layer } from '../layer.ts'
import { countMultiplications } from './count-multiplications.ts'
import { flatGraph } from './flat-graph.ts'
import { networkDiagram } from './network-diagram.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

const apply = (layer: Layer, x: SymbolicTensor | SymbolicTensor[]): SymbolicTensor => layer.apply(x) as SymbolicTensor

/** `path <- paths` for each call. */
function told(each: LayersModel): string[] {
  const before = memory().numTensors
  const calls = flatGraph(each).calls.map(
    ({ path, from }) => `${path} <- ${from.map(({ call }) => call.path).join(' + ')}`,
  )
  expect(memory().numTensors).toBe(before)
  return calls
}

function twins(): LayersModel {
  const shared = layers.conv2d({ name: 'shared', filters: 2, kernelSize: 3, padding: 'same' })
  const start = input({ shape: [8, 8, 2], name: 'start' })
  const first = apply(shared, start)
  const small = apply(layers.maxPooling2d({ name: 'pool', poolSize: 2 }), first)
  const second = apply(shared, small)
  return model({ inputs: start, outputs: apply(layers.flatten({ name: 'flatten' }), second) })
}

function nested(): LayersModel {
  const inside = input({ shape: [8, 8, 1], name: 'inside' })
  const a = apply(layers.conv2d({ name: 'a', filters: 2, kernelSize: 3, padding: 'same' }), inside)
  const inner = model({ name: 'inner', inputs: inside, outputs: apply(layers.reLU({ name: 'relu' }), a) })
  const start = input({ shape: [8, 8, 1], name: 'start' })
  const before = apply(layers.conv2d({ name: 'before', filters: 1, kernelSize: 1 }), start)
  const once = apply(inner as unknown as Layer, before)
  const sum = apply(layers.add({ name: 'sum' }), [
    once,
    apply(layers.conv2d({ name: 'side', filters: 2, kernelSize: 1 }), start),
  ])
  return model({ inputs: start, outputs: apply(layers.flatten({ name: 'flatten' }), sum) })
}

describe('flatGraph', () => {
  it('follows a chain', () => {
    const chain = buildCnn({ input: [8, 8, 1], filters: [2] })
    expect(told(chain)).toEqual([
      'conv1_input <- ',
      'conv1 <- conv1_input',
      'pool1 <- conv1',
      'gap <- pool1',
      'output <- gap',
    ])
    chain.dispose()
  })

  it('has a call for each use of a layer', () => {
    const used = twins()
    expect(told(used)).toEqual([
      'start <- ',
      'shared <- start',
      'pool <- shared',
      'shared <- pool',
      'flatten <- shared',
    ])
    expect(flatGraph(used).calls.map(({ shapes }) => shapes[0]![1])).toEqual([8, 8, 4, 4, 32])
    // 3x3 from 2 to 2 channels, at 64 and at 16 positions.
    expect(countMultiplications(used)).toBe(36 * (64 + 16))
    used.dispose()
  })

  it('goes through nested models, and leaves layers as they were', () => {
    const whole = nested()
    expect(told(whole)).toEqual([
      'start <- ',
      'before <- start',
      'inner/a <- before',
      'inner/relu <- inner/a',
      'side <- start',
      'sum <- inner/relu + side',
      'flatten <- sum',
    ])
    expect(whole.getLayer('before').output).toBeDefined()
    whole.dispose()
  })

  it('goes through a Sequential that starts with a model, and one that holds one', () => {
    const inner = sequential({ name: 'inner', layers: [layers.dense({ name: 'a', units: 2, inputShape: [3] })] })
    const last = sequential({ name: 'last', layers: [layers.dense({ name: 'b', units: 2, inputShape: [2] })] })
    const outer = sequential({ layers: [inner, layers.reLU({ name: 'relu' }), last] })
    expect(told(outer).slice(1)).toEqual(['inner/a <- a_input', 'relu <- inner/a', 'last/b <- relu'])
    outer.dispose()
  })
})

describe('networkDiagram', () => {
  it('tells which layer feeds which, by path', () => {
    const whole = nested()
    const { layers: rows, edges } = networkDiagram(whole)
    const names = rows.map(({ name }) => name)
    expect(edges.map(({ from, to }) => `${names[from]} -> ${names[to]}`).toSorted()).toEqual([
      'before -> inner/a',
      'inner/a -> inner/relu',
      'inner/relu -> sum',
      'side -> sum',
      'sum -> flatten',
    ])
    whole.dispose()
  })

  it('joins the two ways around a residual block', () => {
    const residual = buildCnn({ preset: 'residual', input: [32, 32, 1] })
    const { layers: rows, edges } = networkDiagram(residual)
    const place = (name: string): number => rows.findIndex((row) => row.name === name)
    const into = (name: string): string[] =>
      edges.filter(({ to }) => to === place(name)).map(({ from }) => rows[from]!.name)
    expect(into('stage1_block1_add')).toEqual(['pool1', 'stage1_block1_bn2'])
    expect(into('stage2_block1_add')).toEqual(['stage2_block1_shortcut_bn', 'stage2_block1_bn2'])
    expect(into('conv1')).toEqual([])
    // A chain of 44 rows would have 43 edges; each of 4 blocks joins once more.
    expect(edges.length).toBe(rows.length - 1 + 4)
    residual.dispose()
  })

  it('has one edge where a layer is used twice, and none to itself unless it feeds itself', () => {
    const used = twins()
    expect(networkDiagram(used).edges).toEqual([
      { from: 1, to: 0 },
      { from: 0, to: 1 },
      { from: 0, to: 2 },
    ])
    used.dispose()
  })
})
