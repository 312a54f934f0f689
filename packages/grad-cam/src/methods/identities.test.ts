/** What holds for all methods at once: identities between them, symmetries, and tensors against arrays. */
import { expectClose } from '@convlens/testing'
import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { activate } from '../backends.test-support.ts'
import { eigenCam } from './eigen-cam.ts'
import { eigenGradCam } from './eigen-grad-cam.ts'
import { gradCam } from './grad-cam.ts'
import { gradCamPlusPlus } from './grad-cam-plus-plus.ts'
import { hiResCam } from './hi-res-cam.ts'
import { layerCam } from './layer-cam.ts'
import type { LayerGradients, LayerMethod } from './layer-gradients.ts'
import { xGradCam } from './x-grad-cam.ts'

const all = [gradCam, gradCamPlusPlus, hiResCam, layerCam, xGradCam, eigenCam, eigenGradCam]
const linear = new Set([gradCam, hiResCam, layerCam, xGradCam, eigenGradCam])

/** Multiples of 1/8, so that many are equal, zero or cancel. */
const eighths = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: low * 8, max: high * 8 }).map((n) => n / 8)

const sizes = fc.record({
  height: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 4 }),
  channels: fc.integer({ min: 1, max: 5 }),
})

/** A layer with activations from `low` up. */
const layerFrom = (low: number): fc.Arbitrary<LayerGradients> =>
  sizes.chain((size) => {
    const count = size.height * size.width * size.channels
    const numbers = (from: number): fc.Arbitrary<Float32Array> =>
      fc.array(eighths(from, 4), { minLength: count, maxLength: count }).map((values) => Float32Array.from(values))
    return fc.record({ activations: numbers(low), gradients: numbers(-4) }).map((values) => Object.assign(values, size))
  })

/** The layer with one gradient for all cells of a channel, as behind global average pooling and a dense layer. */
const pooled = (layer: LayerGradients): LayerGradients => ({
  ...layer,
  gradients: layer.gradients.map((_, i, g) => g[i % layer.channels]!),
})

const total = (map: Float32Array): Float32Array => Float32Array.of(map.reduce((sum, value) => sum + value, 0))
const length = (map: Float32Array): Float32Array => Float32Array.of(Math.hypot(...map))
const twice = (values: Float32Array): Float32Array => values.map((value) => 2 * value)

/** Closeness beside the size of the terms, which may cancel in the map. */
function expectSame(actual: Float32Array, expected: Float32Array, scale: number, tolerance = 1e-6): void {
  expectClose([...actual, scale], [...expected, scale], tolerance)
}

describe('identities', () => {
  it('Grad-CAM and HiResCAM are CAM divided by the number of cells, behind global average pooling and a dense layer', () => {
    fc.assert(
      fc.property(layerFrom(-4), (layer) => {
        const { height, width, channels, activations, gradients } = layer
        // CAM: the dense layer's weights times the activations. G is the weight of the channel over the number of cells.
        const weights = gradients.slice(0, channels)
        const behind = { ...layer, gradients: gradients.map((_, i) => weights[i % channels]! / (height * width)) }
        const cam = Float32Array.from({ length: height * width }, (_, cell) =>
          weights.reduce((sum, weight, k) => sum + weight * activations[cell * channels + k]!, 0),
        )
        const expected = cam.map((value) => value / (height * width))
        expectSame(gradCam.map(behind), expected, 16)
        expectSame(hiResCam.map(behind), expected, 16)
      }),
    )
  })

  it('XGrad-CAM is Grad-CAM there, for activations that are not negative', () => {
    fc.assert(
      fc.property(layerFrom(0), (layer) => {
        expectSame(xGradCam.map(pooled(layer)), gradCam.map(pooled(layer)), 16)
      }),
    )
  })

  it('LayerCAM is HiResCAM for gradients that are not negative', () => {
    fc.assert(
      fc.property(layerFrom(-4), (layer) => {
        const positive = { ...layer, gradients: layer.gradients.map(Math.abs) }
        expect(layerCam.map(positive)).toEqual(hiResCam.map(positive))
      }),
    )
  })

  it('XGrad-CAM and HiResCAM have the same total, for activations that are not negative', () => {
    fc.assert(
      fc.property(layerFrom(0), (layer) => {
        expectSame(total(xGradCam.map(layer)), total(hiResCam.map(layer)), 100)
      }),
    )
  })

  it('Grad-CAM++ tends to half the sum of the positive gradients as they become small', () => {
    fc.assert(
      fc.property(layerFrom(-4), (layer) => {
        const { channels, activations } = layer
        const gradients = layer.gradients.map((g) => g * 2 ** -40)
        const weights = Array.from({ length: channels }, (_, k) =>
          gradients.reduce((sum, g, i) => sum + (i % channels === k ? Math.max(g, 0) / 2 : 0), 0),
        )
        const map = Float32Array.from({ length: layer.height * layer.width }, (_, cell) =>
          weights.reduce((sum, weight, k) => sum + weight * activations[cell * channels + k]!, 0),
        )
        expectSame(gradCamPlusPlus.map({ ...layer, gradients }), map, 2 ** -36)
      }),
    )
  })
})

describe.each(all)('$name', (method: LayerMethod) => {
  it('is the same for channels in another order', () => {
    fc.assert(
      fc.property(layerFrom(-4), (layer) => {
        const { channels } = layer
        const turn = (values: Float32Array): Float32Array =>
          values.map((_, i) => values[i - (i % channels) + (channels - 1 - (i % channels))]!)
        const turned = { ...layer, activations: turn(layer.activations), gradients: turn(layer.gradients) }
        // Of principal components with equal eigenvalues any is right.
        if (method.name.startsWith('eigen')) {
          expectSame(length(method.map(turned)), length(method.map(layer)), 16)
        } else expectSame(method.map(turned), method.map(layer), 1000)
      }),
    )
  })

  it('doubles with the activations, or with the gradients', () => {
    fc.assert(
      fc.property(layerFrom(-4), (layer) => {
        const map = method.map(layer)
        const doubled = twice(map)
        if (method !== gradCamPlusPlus) {
          expect(method.map({ ...layer, activations: twice(layer.activations) })).toEqual(doubled)
        }
        if (linear.has(method)) {
          expect(method.map({ ...layer, gradients: twice(layer.gradients) })).toEqual(doubled)
        }
      }),
    )
  })

  it('leaves its argument as it is and stays finite', () => {
    fc.assert(
      fc.property(layerFrom(-4), (layer) => {
        const copy = structuredClone(layer)
        expect(method.map(layer).every(Number.isFinite)).toBe(true)
        expect(layer).toEqual(copy)
      }),
    )
  })

  it.each([
    ['zero', 0, 1],
    ['constant', 3, 2],
    ['negative', -3, 0.5],
    ['activations at the pole of Grad-CAM++', -1, 1 / 3],
  ])('is finite for %s activations', (_, a, g) => {
    const layer = { height: 2, width: 3, channels: 2 }
    for (const gradient of [g, -g, 0]) {
      const map = method.map({
        ...layer,
        activations: new Float32Array(12).fill(a),
        gradients: new Float32Array(12).fill(gradient),
      })
      expect(map).toHaveLength(6)
      expect(new Set(map).size, `every cell of ${[...map]}`).toBe(1)
      expect(Number.isFinite(map[0])).toBe(true)
    }
  })
})

describe('tensor', () => {
  beforeAll(() => activate('cpu'))

  it('is left out where there is no kernel for the formula', () => {
    expect(all.filter(({ tensor }) => tensor === undefined)).toEqual([eigenCam, eigenGradCam])
  })

  it.each(all.filter(({ tensor }) => tensor !== undefined))(
    'of $name does what map does, picture by picture',
    (method) => {
      fc.assert(
        fc.property(layerFrom(-4), (layer) => {
          const { height, width, channels, activations, gradients } = layer
          const flipped = { ...layer, gradients: gradients.map((g) => -g) }
          const [shape, values] = tf.tidy(() => {
            const shape4: [number, number, number, number] = [2, height, width, channels]
            const a = tf.tensor4d([...activations, ...activations], shape4)
            const g = tf.tensor4d([...gradients, ...flipped.gradients], shape4)
            const maps = method.tensor!(a, g)
            return [maps.shape, Float32Array.from(maps.dataSync())] as const
          })
          expect(shape).toEqual([2, height, width])
          const expected = Float32Array.of(...method.map(layer), ...method.map(flipped))
          expectSame(values, expected, 16, 1e-4)
        }),
      )
      expect(tf.memory().numTensors).toBe(0)
    },
  )
})
