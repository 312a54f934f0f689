/** Output and gradients of a model as plain numbers, to be compared between backends. */
import { add, engine, tidy, variable } from '@tensorflow/tfjs-core'
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { LayersModel, Shape } from '@tensorflow/tfjs-layers'
import { noise } from './noise.ts'

export interface Numbers {
  output: Float32Array
  /** By the weight's place in the model; `input` where the input has one. */
  gradients: Record<string, Float32Array>
}

/** Gives every weight values of a layer's usual size, which depend on its place in the model only. */
export function fillWeights(model: LayersModel): void {
  for (const [place, weight] of model.weights.entries()) {
    const shape = weight.shape as number[]
    const inputs = shape.slice(0, -1).reduce((a, b) => a * b, 1)
    const around = /gamma|variance/.test(weight.originalName) ? 1 : 0
    const values = tidy(() => add(noise(shape, 100 + place, shape.length > 1 ? Math.sqrt(3 / inputs) : 0.3), around))
    weight.write(values)
    values.dispose()
  }
}

/**
 * Runs the model in training mode on `x`, and back from a fixed random gradient of its output.
 *
 * @param differentiable false where the input are indices
 */
export async function computeNumbers(model: LayersModel, x: Tensor, differentiable = true): Promise<Numbers> {
  const input = variable(x)
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable)
  const all = differentiable ? [...variables, input] : variables
  const dy = noise([x.shape[0]!, ...(model.outputShape as Shape).slice(1)] as number[], 3)
  const forward = (): Tensor => model.apply(input, { training: true }) as Tensor
  const { value, grads } = engine().gradients(forward, all, dy)
  try {
    const gradients: Record<string, Float32Array> = {}
    for (const [place, each] of all.entries()) {
      gradients[each === input ? 'input' : `weight ${place}`] = (await grads[place]!.data()) as Float32Array
    }
    return { output: (await value.data()) as Float32Array, gradients }
  } finally {
    for (const each of [input, dy, value, ...grads]) each.dispose()
  }
}

function size(list: Float32Array): number {
  return list.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}

/** Largest difference, relative to the largest number of `expected`, or to `scale` where that is more. */
function compare(actual: Float32Array | undefined, expected: Float32Array, scale: number): number {
  if (actual?.length !== expected.length) return Infinity
  const distance = expected.reduce((largest, value, i) => {
    const here = Math.abs(value - actual[i]!)
    return here > largest || Number.isNaN(here) ? here : largest
  }, 0)
  return distance / Math.max(size(expected), scale, Number.MIN_VALUE)
}

/**
 * The largest difference between two backends, relative to the largest number of its list. A list that is nothing but
 * rounding beside the others, such as the gradient of a bias before batch normalisation, is measured against a thousandth of theirs.
 */
export function largestDifference(actual: Numbers, expected: Numbers): { where: string; difference: number } {
  let found = { where: 'output', difference: compare(actual.output, expected.output, 0) }
  const scale = Math.max(0, ...Object.values(expected.gradients).map(size)) / 1000
  for (const [where, list] of Object.entries(expected.gradients)) {
    const difference = compare(actual.gradients[where], list, scale)
    if (!(difference <= found.difference)) found = { where: `gradient of ${where}`, difference }
  }
  return found
}
