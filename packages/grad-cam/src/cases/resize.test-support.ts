/** Case 9: maps are resized about half-pixel centres. */
import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { createExplainer } from '../explainer.ts'
import type { Explanation } from '../types.ts'
import { type Case, mustBeClose, mustEqual, toleranceOn } from './check.test-support.ts'

/** Explains a network whose map is the picture itself, but for a factor. */
function explainPicture(values: number[], height: number, width: number, size: [number, number]): Promise<Explanation> {
  const model = sequential({
    layers: [
      layers.conv2d({ inputShape: [height, width, 1], filters: 1, kernelSize: 1 }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 1 }),
    ],
  })
  model.setWeights([tf.ones([1, 1, 1, 1]), tf.zeros([1]), tf.ones([1, 1]), tf.zeros([1])])
  return createExplainer(model).explain(tf.tensor4d(values, [1, height, width, 1]), { target: { class: 0 }, size })
}

const resize: Case = {
  name: '9: a row resized, and the centroid of a central cell at 112 of 224',
  async run(backendName) {
    // torchvision v2 and Pillow, bilinear: row [1, 2, 3] to width 6.
    const row = await explainPicture([1, 2, 3], 1, 3, [1, 6])
    mustEqual(
      'size',
      [row.shape, row.size],
      [
        [1, 3],
        [1, 6],
      ],
    )
    const expected = [1, 1.25, 1.75, 2.25, 2.75, 3].map((value) => value / 3)
    mustBeClose('row', row.upsampled, expected, toleranceOn(backendName))

    const cell = Array.from({ length: 49 }, (_, i) => Number(i === 24))
    const { upsampled } = await explainPicture(cell, 7, 7, [224, 224])
    let [sum, down, right] = [0, 0, 0]
    upsampled.forEach((value, i) => {
      sum += value
      down += value * (Math.floor(i / 224) + 0.5)
      right += value * ((i % 224) + 0.5)
    })
    // Without half-pixel centres: 96.5.
    mustBeClose('centroid', [down / sum, right / sum], [112, 112], 1e-6)
  },
}

export const resizeCases: Case[] = [resize]
