/** Learning rates that differ between parts of a model. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

import { show } from '../build/check-options.ts'
import { type NamedWeight, namedWeights } from '../weights/named-weights.ts'

/**
 * Multipliers of the learning rate, 0 or more, by
 * - the path of a layer, of a nested model or of a weight: `base`, `base/conv1`, `base/conv1/kernel`,
 * - or a regular expression between slashes, tested on the names of weights: `/bias$/`. (A path never starts with a slash.)
 *
 * A regular expression counts before paths, the first before others; a longer path counts before a shorter one. Weights without
 * any have 1.
 */
export type LearningRateMultipliers = Readonly<Record<string, number>>

interface Rule {
  key: string
  multiplier: number
  matches(name: string): boolean
  /** Regular expressions come first. */
  rank: number
}

function ruleOf(key: string, multiplier: number): Rule {
  if (typeof multiplier !== 'number' || !(multiplier >= 0 && multiplier < Infinity))
    throw new RangeError(`multipliers['${key}']: expected a number of at least 0, got ${show(multiplier)}`)
  if (key.length > 2 && key.startsWith('/') && key.endsWith('/')) {
    let expression: RegExp
    try {
      expression = new RegExp(key.slice(1, -1))
    } catch (error) {
      throw new RangeError(`multipliers['${key}']: no regular expression: ${(error as Error).message}`)
    }
    return { key, multiplier, rank: Infinity, matches: (name) => expression.test(name) }
  }
  return { key, multiplier, rank: key.length, matches: (name) => name === key || name.startsWith(`${key}/`) }
}

/**
 * The multiplier of each weight of a model.
 *
 * @returns a function of a weight's name (`conv1/kernel`) or of the weight itself
 * @throws RangeError for a negative or infinite multiplier, and for a key that matches no weight of the model
 * @example
 * ```ts
 * const model = transferModel({ base: buildCnn({ preset: 'compact' }), classes: 2 })
 * const multiplier = multiplierOf(model, { base: 0.1, 'base/conv5': 0.5 })
 * multiplier('base/conv1/kernel') // 0.1
 * multiplier('head_output/kernel') // 1
 * ```
 */
export function multiplierOf(
  model: LayersModel,
  multipliers: LearningRateMultipliers,
): (weight: string | Pick<NamedWeight, 'name'>) => number {
  const names = namedWeights(model).map(({ name }) => name)
  const rules = Object.entries(multipliers).map(([key, multiplier]) => ruleOf(key, multiplier))
  for (const { key, matches } of rules) {
    if (names.some(matches)) continue
    const paths = [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('/'))))]
    throw new RangeError(
      `multipliers['${key}']: no weight of the model is below it; layers with weights are ${paths.join(', ')}`,
    )
  }
  // A stable sort: the first of two regular expressions stays first. Infinity - Infinity would be NaN.
  const ordered = rules.toSorted((a, b) => (a.rank === b.rank ? 0 : b.rank - a.rank))
  return (weight) => {
    const name = typeof weight === 'string' ? weight : weight.name
    return ordered.find(({ matches }) => matches(name))?.multiplier ?? 1
  }
}
