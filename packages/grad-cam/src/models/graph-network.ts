/** Graph models: `GraphModel` of @tensorflow/tfjs-converter, fused or not, without control flow. */
import * as tf from '@tensorflow/tfjs-core'
import { GradCamError } from '../errors.ts'
import {
  convolutionNodes,
  type GraphModelLike,
  type GraphNode,
  inOrder,
  nodeName,
  nodesOf,
  scoringNode,
  statedShape,
} from './graph-nodes.ts'
import { headOf, type HeadKind, outputAt } from './head.ts'
import type { Network, NetworkInput, Tap } from './network.ts'
import { Patches } from './patch.ts'
import { repeatRows } from './rows.ts'

/** A graph as a network, with what is needed to find a tap in it. */
export interface GraphNetwork extends Network {
  /** What the explained scores are computed from, each node after its inputs. */
  readonly order: readonly GraphNode[]
}

const headOps: Readonly<Record<string, HeadKind>> = { Softmax: 'softmax', LogSoftmax: 'softmax', Sigmoid: 'sigmoid' }

/**
 * A run computes what lies before the tap first, then feeds it to the rest: an executed graph takes values for any of
 * its nodes. Scores are fetched before the softmax or sigmoid node; one that is fused into a product is switched off
 * for the length of a run.
 */
export function graphNetwork(model: GraphModelLike, output: number): GraphNetwork {
  const named = outputAt(model.outputs, output)
  const last = scoringNode(nodesOf(model)![nodeName(named.name)]!)
  const order = inOrder(last)
  const fused = last.attrParams['fusedOps']
  const fusedSigmoid = (fused?.value as string[] | undefined)?.[1] === 'sigmoid'
  const kind = fusedSigmoid ? 'sigmoid' : (headOps[last.op] ?? 'linear')
  const scores = headOps[last.op] === undefined ? last.name : last.inputNames[0]!
  const inputNames = model.inputs.map(({ name }) => name)

  return {
    kind: 'graph',
    order,
    inputs: model.inputs.map(({ shape }): NetworkInput => ({ shape: free(shape) ?? [null, null, null, null] })),
    head: headOf(kind, free(named.shape) ?? statedShape(model, named.name) ?? [null, null]),
    run(inputs, taps, repeat = 1) {
      const patches = new Patches()
      try {
        if (fusedSigmoid) patches.set(fused!, 'value', ['biasadd', 'linear'])
        let fed = Object.fromEntries(inputNames.map((name, i) => [name, inputs[i]!]))
        if (taps.length === 0) return model.execute(fed, scores) as tf.Tensor

        const sorted = taps.toSorted((a, b) => place(order, a.tap) - place(order, b.tap))
        const before = crossing(order, sorted[0]!.tap.path)
        const rows = inputs[0]!.shape[0]
        for (const [i, { tap, visit }] of sorted.entries()) {
          const [first, ...others] = [model.execute(fed, i === 0 ? [tap.path, ...before] : [tap.path])].flat()
          const widen = (x: tf.Tensor): tf.Tensor => (x.shape[0] === rows ? repeatRows(x, repeat) : x)
          if (i === 0) {
            const known = others
              .map((value, k) => [before[k]!, value] as const)
              .filter(([, value]) => isBatch(value, rows))
            fed = Object.fromEntries([...Object.entries(fed), ...known].map(([name, value]) => [name, widen(value)]))
          }
          fed[tap.path] = visit(i === 0 ? widen(first!) : first!)
        }
        return model.execute(fed, scores) as tf.Tensor
      } finally {
        patches.restore()
      }
    },
  }
}

/** Sides that are -1 are free. */
function free(shape: readonly number[] | undefined): (number | null)[] | undefined {
  return shape?.map((side) => (side < 0 ? null : side))
}

function place(order: readonly GraphNode[], { path }: Tap): number {
  return order.findIndex(({ name }) => name === path)
}

/** Values with a row for each picture; others (shapes, constants) are computed again. */
function isBatch(value: tf.Tensor, rows: number | undefined): boolean {
  return value.dtype === 'float32' && value.rank > 1 && value.shape[0] === rows
}

/** Nodes before a tap that the rest of the graph uses beside it (skip connections). */
function crossing(order: readonly GraphNode[], path: string): string[] {
  const tapped = order.find(({ name }) => name === path)!
  const before = new Set(inOrder(tapped))
  const used = new Set(order.filter((node) => !before.has(node)).flatMap(({ inputNames }) => inputNames))
  return [...before]
    .filter((node) => node !== tapped && used.has(node.name) && !['Const', 'Placeholder'].includes(node.op))
    .map(({ name }) => name)
}

/** What a layers model calls one layer: behind bias and activation, where nothing else uses what lies between. */
function activated(node: GraphNode): GraphNode {
  const [next, ...others] = node.children
  return next !== undefined && others.length === 0 && parts.has(next.op) ? activated(next) : node
}

const parts = new Set(['BiasAdd', 'Relu', 'Relu6', 'Elu'])

function tapAt(node: GraphNode): Tap {
  return { path: node.name, channelsFirst: node.attrParams['dataFormat']?.value === 'NCHW' }
}

/** The tap at a node; `'auto'` is the last convolution with more than one cell, found by a run on a blank picture. */
export function findNode(network: GraphNetwork, wanted: string, blank: () => tf.Tensor[]): Tap {
  const convolutions = convolutionNodes(network.order.at(-1)!)
  const node = network.order.find(({ name }) => name === nodeName(wanted))
  if (node !== undefined) return tapAt(node)
  const names = convolutions.map(({ name }) => name).join(', ') || 'none'
  if (wanted !== 'auto') {
    throw new GradCamError('layer', `layer: the scores depend on no node named '${wanted}'; convolutions are ${names}`)
  }
  const spatial = convolutions.findLast((candidate) => {
    const tap = tapAt(candidate)
    let cells = 0
    tf.tidy(() => {
      const visit = (x: tf.Tensor): tf.Tensor => {
        cells = x.size / (x.shape[0]! * x.shape[tap.channelsFirst ? 1 : 3]!)
        return x
      }
      network.run(blank(), [{ tap, visit }])
    })
    return cells > 1
  })
  if (spatial === undefined) {
    throw new GradCamError(
      'layer',
      `layer: the model has no convolution to look at with more than one cell; convolutions are ${names}`,
    )
  }
  return tapAt(activated(spatial))
}
