/** What a model costs to run, before running it. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { type LayerCall, flatGraph } from './flat-graph.ts'

/** Product of a shape without its batch axis. */
function sizeOf(shape: readonly (number | null)[], path: string): number {
  return shape.slice(1).reduce<number>((product, side) => {
    if (typeof side !== 'number')
      throw new RangeError(`model: the size of layer '${path}' is open: ${JSON.stringify(shape)}`)
    return product * side
  }, 1)
}

const volume = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1)

/**
 * Multiplications of one use of a layer for one picture; a layer without a kernel counts as none.
 *
 * @throws RangeError where the size of its output is open, or its kind is not known
 */
export function callMultiplications({ layer, path, shapes }: LayerCall): number {
  const kernels = layer.weights
    .filter(({ originalName }) => originalName.endsWith('kernel'))
    .map(({ shape }) => shape as number[])
  if (kernels.length === 0) return 0
  const outputShape = shapes[0]!
  const output = sizeOf(outputShape, path)
  const positions = output / (outputShape.at(-1) as number)
  switch (layer.getClassName()) {
    case 'Dense':
    case 'Conv1D':
    case 'Conv2D':
    case 'Conv3D':
    case 'DepthwiseConv2D':
    case 'SeparableConv2D':
      // Each kernel value is used once at each output position.
      return positions * kernels.reduce((total, shape) => total + volume(shape), 0)
    default:
      throw new RangeError(`model: multiplications of a ${layer.getClassName()} layer ('${path}') are not known`)
  }
}

/**
 * Multiplications for one picture: convolutions and dense layers, `output positions * kernel size`. What is linear in the
 * number of pixels (pooling, normalisation, activation) is left out, as is usual. A layer that is used twice counts twice.
 *
 * @throws RangeError for a model with open sizes, or with a layer that has a kernel and is neither
 * @example
 * ```ts
 * countMultiplications(buildCnn({ preset: 'covid-seed' })) // 1606770304
 * ```
 */
export function countMultiplications(model: LayersModel): number {
  return flatGraph(model).calls.reduce((total, call) => total + callMultiplications(call), 0)
}
