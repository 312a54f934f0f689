import { useBackend } from '@convlens/backend/node'
import { expectClose } from '@convlens/testing'
import {
  add,
  dispose,
  matMul,
  mean,
  memory,
  mul,
  relu,
  sub,
  tanh,
  tensor2d,
  tidy,
  variableGrads,
  log1p,
  exp,
  neg,
  abs,
} from '@tensorflow/tfjs-core'
// oxlint-disable-next-line import/no-unassigned-import -- registers the gradients of tfjs-core
import '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { NamedWeight } from '../../weights/named-weights.ts'
import { givenGradients, golden, initialWeights, valuesOf, variablesOf } from './golden-weights.test-support.ts'
import { type OptimizerOptions, createOptimizer } from './optimizer.ts'

const peers = ['torch', 'keras'] as const
const cases = Object.entries(golden.optimizers).map(([name, options]) => ({
  name: name as keyof typeof golden.optimizers,
  options: options as OptimizerOptions,
}))

/** Logistic loss of the network with tanh units in golden/optimizers.py. */
const gradientsOf = (weights: readonly NamedWeight[]) => {
  const [kernel, bias, outputKernel, outputBias] = variablesOf(weights)
  return tidy(() => {
    const y = tensor2d(golden.y, [8, 1])
    const x = tensor2d(golden.x, [8, 2])
    return variableGrads(() => {
      const hidden = tanh(add(matMul(x, kernel as never), bias!))
      const z = add(matMul(hidden, outputKernel as never), outputBias!)
      // max(z, 0) - z y + log(1 + exp(-|z|))
      return mean(add(sub(relu(z), mul(z, y)), log1p(exp(neg(abs(z))))))
    }, variablesOf(weights))
  })
}

// Source of the numbers: golden/optimizers.py (PyTorch and Keras, double precision).
describe.each(['cpu', 'wasm'] as const)('optimizers on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend)
  })
  afterAll(() => {
    expect(memory().numTensors).toBe(0)
  })

  it.each(cases)('$name: the weights after each of 20 given gradients', async ({ name, options }) => {
    const weights = initialWeights()
    const optimizer = createOptimizer(options)
    for (let step = 0; step < 20; step++) {
      const gradients = givenGradients(weights, step)
      optimizer.apply(weights, gradients, optimizer.learningRate)
      dispose(gradients)
      const values = await valuesOf(weights)
      for (const peer of peers) expectClose(values, golden.peers[peer].given[name][step]!, 1e-5)
    }
    optimizer.dispose()
    dispose(variablesOf(weights))
  })

  it.each(cases)('$name: losses and last weights of a logistic regression', async ({ name, options }) => {
    const weights = initialWeights()
    const optimizer = createOptimizer(options)
    const losses: number[] = []
    for (let step = 0; step < 20; step++) {
      const { value, grads } = gradientsOf(weights)
      optimizer.apply(weights, grads, optimizer.learningRate)
      losses.push((await value.data())[0]!)
      dispose([value, ...Object.values(grads)])
    }
    for (const peer of peers) {
      const { losses: expected, weights: last } = golden.peers[peer].problem[name]
      expectClose(losses, expected, 1e-5)
      // One gradient begins near 0, where it matters that PyTorch has its epsilon in another place: it is 1.5e-4 away from Keras.
      expectClose(await valuesOf(weights), last, peer === 'torch' && options.name !== 'sgd' ? 2e-4 : 1e-5)
    }
    optimizer.dispose()
    dispose(variablesOf(weights))
  })
})
