/** The weights of golden/optimizers.json, as variables with stable names. */
import { type Tensor, type Variable, tensor, variable } from '@tensorflow/tfjs-core'

import golden from '../../../golden/optimizers.json' with { type: 'json' }
import type { NamedWeight } from '../../weights/named-weights.ts'

export { golden }

type Values = Record<string, number[]>

const shapes: Readonly<Record<string, number[]>> = golden.shapes

/** A weight that belongs to no layer. */
export function named(name: string, start: Tensor): NamedWeight {
  const path = name.slice(0, name.lastIndexOf('/'))
  const made: NamedWeight = { name, path, layer: undefined as never, variable: variable(start), trainable: true }
  start.dispose()
  return made
}

/** The initial weights; each call makes variables of its own, with other tfjs names. */
export const initialWeights = (): NamedWeight[] =>
  Object.entries(golden.initial as Values).map(([name, values]) => named(name, tensor(values, shapes[name]!)))

/** The given gradients of a step, by the names of the variables. */
export function givenGradients(weights: readonly NamedWeight[], step: number): Record<string, Tensor> {
  const values = golden.gradients[step] as Values
  return Object.fromEntries(
    weights.map(({ name, variable: { name: key } }) => [key, tensor(values[name]!, shapes[name]!)]),
  )
}

export const variablesOf = (weights: readonly NamedWeight[]): Variable[] => weights.map((weight) => weight.variable)

/** All values, one weight after the other. */
export async function valuesOf(weights: readonly NamedWeight[]): Promise<number[]> {
  const all = await Promise.all(variablesOf(weights).map((values) => values.data()))
  return all.flatMap((values) => Array.from(values))
}
