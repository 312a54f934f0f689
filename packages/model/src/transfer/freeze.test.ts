import { useBackend } from '@convlens/backend/node'
import { type Tensor, memory, tensor, tidy, variableGrads, type Scalar, sum } from '@tensorflow/tfjs-core'
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers'
import { array, assert, boolean, nat, property, record } from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'

import { buildCnn } from '../build/build-cnn.ts'
import { forwardPass } from '../training/forward.ts'
import { leafLayers, namedWeights } from '../weights/named-weights.ts'
import { freeze, unfreeze } from './freeze.ts'
import { frozenNormalisations } from './frozen-normalisations.ts'
import { multiplierOf } from './learning-rate-multipliers.ts'
import { type LayerSelector, selectLayers } from './select-layers.ts'
import { transferModel } from './transfer-model.ts'

beforeAll(async () => {
  await useBackend('cpu')
})

afterEach(() => {
  expect(memory().numTensors).toBe(0)
})

/** base/conv1, base/bn1, base/conv2, base/bn2 and head_output have weights. */
function network(): LayersModel {
  const base = buildCnn({ input: [8, 8, 1], filters: [2, 3], batchNorm: true, seed: 5 })
  const model = transferModel({ base, classes: 2 })
  base.dispose()
  return model
}

const trainablePaths = (model: LayersModel): string[] => [
  ...new Set(
    namedWeights(model)
      .filter(({ trainable }) => trainable)
      .map(({ path }) => path),
  ),
]

const all = ['base/conv1', 'base/bn1', 'base/conv2', 'base/bn2', 'head_output']

describe('freeze and unfreeze', () => {
  it('take paths, expressions, functions, the rest and the last', () => {
    const model = network()
    const cases: [LayerSelector, string[]][] = [
      ['base', all.slice(0, 4)],
      ['base/conv2', ['base/conv2']],
      [/bn\d$/g, ['base/bn1', 'base/bn2']],
      [({ layer }) => layer.getClassName() === 'Dense', ['head_output']],
      [{ from: 'base/conv2' }, all.slice(2)],
      [{ from: 'base' }, all],
      [{ last: 2 }, ['base/bn2', 'head_output']],
      [{ last: 99 }, all],
    ]
    for (const [selector, paths] of cases) {
      expect(freeze(model, selector)).toEqual(paths)
      expect(trainablePaths(model)).toEqual(all.filter((path) => !paths.includes(path)))
      expect(unfreeze(model, selector)).toEqual(paths)
      expect(trainablePaths(model)).toEqual(all)
    }
    freeze(model, 'base')
    expect(unfreeze(model, { from: 'base/conv2' }, { normalisations: false })).toEqual(['base/conv2', 'head_output'])
    expect(trainablePaths(model)).toEqual(['base/conv2', 'head_output'])
    model.dispose()
  })

  it('never move weights, whatever the order', () => {
    const model = network()
    const leaves = leafLayers(model).filter(({ layer }) => layer.weights.length > 0)
    const action = record({ thaw: boolean(), from: nat(leaves.length - 1), to: nat(leaves.length - 1) })
    assert(
      property(array(action, { maxLength: 8 }), (actions) => {
        unfreeze(model, () => true)
        const expected = new Map(leaves.map(({ path }) => [path, true]))
        for (const { thaw, from, to } of actions) {
          const paths = leaves.slice(Math.min(from, to), Math.max(from, to) + 1).map(({ path }) => path)
          ;(thaw ? unfreeze : freeze)(model, ({ path }) => paths.includes(path))
          for (const path of paths) expected.set(path, thaw)
        }
        expect(trainablePaths(model)).toEqual(all.filter((path) => expected.get(path)))
        const frozen = frozenNormalisations(model).map(({ name }) => `base/${name}`)
        expect(frozen).toEqual(['base/bn1', 'base/bn2'].filter((path) => !expected.get(path)))
      }),
      { numRuns: 50 },
    )
    model.dispose()
  })

  it('thaw a layer of a model that was frozen as a whole, and no other', () => {
    const model = network()
    model.trainable = false
    expect(trainablePaths(model)).toEqual([])
    unfreeze(model, 'base/conv2')
    expect(trainablePaths(model)).toEqual(['base/conv2'])
    const base = model.getLayer('base')
    unfreeze(model, () => true)
    base.trainable = false
    unfreeze(model, 'base/bn1')
    expect(trainablePaths(model)).toEqual(['base/bn1', 'head_output'])
    model.dispose()
  })

  it('refuse selectors that mean nothing', () => {
    const model = network()
    const refused: [unknown, string][] = [
      ['conv1', "selector: no layer 'conv1'; there are base, base/conv1, base/bn1,"],
      ['bas', "selector: no layer 'bas'; there are base,"],
      [/conv9/, 'selector: /conv9/ matches none of base/conv1,'],
      [() => false, 'selector: the function matches none of base/conv1,'],
      [{ from: 'conv9' }, "selector.from: no layer 'conv9'; there are base,"],
      [{ last: 0 }, 'selector.last: expected an integer of at least 1, got 0'],
      [{}, 'selector.last: expected an integer of at least 1, got nothing'],
      [7, 'selector: expected a path, a RegExp, a function, { from } or { last }, got 7'],
    ]
    for (const [selector, message] of refused) {
      expect(() => selectLayers(model, selector as LayerSelector)).toThrow(RangeError)
      expect(() => freeze(model, selector as LayerSelector)).toThrow(message)
    }
    expect(trainablePaths(model)).toEqual(all)
    model.dispose()
  })
})

const statistics = (model: LayersModel): number[][] =>
  namedWeights(model)
    .filter(({ name }) => name.includes('moving'))
    .map(({ variable }) => Array.from(variable.dataSync()))

describe('frozenNormalisations', () => {
  const x = Float32Array.from({ length: 4 * 64 }, (_, i) => ((i * 7919) % 1009) / 1009)

  it('finds them by themselves, below frozen models, and in none else', () => {
    const model = network()
    const names = (): string[] => frozenNormalisations(model).map(({ name }) => name)
    expect(names()).toEqual([])
    freeze(model, 'base/bn1')
    expect(names()).toEqual(['bn1'])
    unfreeze(model, 'base')
    model.getLayer('base').trainable = false
    expect(names()).toEqual(['bn1', 'bn2'])
    model.getLayer('base').trainable = true
    model.trainable = false
    expect(names()).toEqual(['bn1', 'bn2'])
    model.dispose()
  })

  it('is needed: tfjs moves the statistics of a frozen layer', () => {
    const model = network()
    freeze(model, 'base')
    const before = statistics(model)
    tidy(() => void model.apply(tensor(x, [4, 8, 8, 1]), { training: true }))
    expect(statistics(model)).not.toEqual(before)
    model.dispose()
  })

  it('makes a training step of a frozen base what inference is, statistics and gradients included', () => {
    const model = network()
    const run = (step?: number): number[] =>
      tidy(() =>
        Array.from(
          forwardPass(model, 7)
            .run(tensor(x, [4, 8, 8, 1]), step)
            .dataSync(),
        ),
      )
    const inference = run()
    const before = statistics(model)
    freeze(model, 'base')
    expect(run(0)).toEqual(inference)
    expect(statistics(model)).toEqual(before)
    // Unfrozen, both change: the test can fail.
    unfreeze(model, 'base/bn2')
    expect(run(0)).not.toEqual(inference)
    expect(statistics(model).slice(0, 2)).toEqual(before.slice(0, 2))
    expect(statistics(model).slice(2)).not.toEqual(before.slice(2))

    freeze(model, 'base')
    const gradients = tidy(() => {
      const pictures = tensor(x, [4, 8, 8, 1])
      const moving = namedWeights(model).flatMap(({ trainable, variable }) => (trainable ? [variable] : []))
      const { grads } = variableGrads(() => sum(forwardPass(model, 7).run(pictures, 0)) as Scalar, moving)
      return Object.values(grads).map((gradient: Tensor) => gradient.shape)
    })
    expect(gradients).toEqual([[3, 2], [2]])
    model.dispose()
  })

  it('counts normalisation without scale and offset, which has nothing to train', () => {
    const norm = layers.batchNormalization({ name: 'norm', scale: false, center: false, inputShape: [4, 4, 1] })
    const model = sequential({ layers: [norm] })
    expect(frozenNormalisations(model)).toEqual([])
    freeze(model, 'norm')
    expect(frozenNormalisations(model)).toEqual([norm])
    model.dispose()
  })
})

describe('multiplierOf', () => {
  it('takes the longest path, and expressions before paths', () => {
    const model = network()
    const multiplier = multiplierOf(model, {
      base: 0.1,
      'base/conv2': 0.5,
      'base/conv2/kernel': 0,
      '/bn2/gamma$/': 3,
      '/gamma/': 2,
    })
    const told = Object.fromEntries(namedWeights(model).map((weight) => [weight.name, multiplier(weight)]))
    expect(told).toEqual({
      'base/conv1/kernel': 0.1,
      'base/bn1/gamma': 2,
      'base/bn1/beta': 0.1,
      'base/bn1/moving_mean': 0.1,
      'base/bn1/moving_variance': 0.1,
      'base/conv2/kernel': 0,
      'base/bn2/gamma': 3,
      'base/bn2/beta': 0.1,
      'base/bn2/moving_mean': 0.1,
      'base/bn2/moving_variance': 0.1,
      'head_output/kernel': 1,
      'head_output/bias': 1,
    })
    model.dispose()
  })

  it('refuses unknown paths and bad numbers', () => {
    const model = network()
    const known = 'layers with weights are base/conv1, base/bn1, base/conv2, base/bn2, head_output'
    const refused: [Record<string, number>, string][] = [
      [{ conv1: 1 }, `multipliers['conv1']: no weight of the model is below it; ${known}`],
      [{ 'base/conv': 1 }, `multipliers['base/conv']: no weight of the model is below it; ${known}`],
      [{ '/conv9/': 1 }, `multipliers['/conv9/']: no weight of the model is below it; ${known}`],
      [{ '/(/': 1 }, `multipliers['/(/']: no regular expression:`],
      [{ base: -1 }, "multipliers['base']: expected a number of at least 0, got -1"],
      [{ base: Number.NaN }, "multipliers['base']: expected a number of at least 0, got null"],
    ]
    for (const [multipliers, message] of refused) {
      expect(() => multiplierOf(model, multipliers)).toThrow(RangeError)
      expect(() => multiplierOf(model, multipliers)).toThrow(message)
    }
    model.dispose()
  })
})
