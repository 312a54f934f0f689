/** Ready-made augmentations. */
import type { Augmentation } from './augmentation.ts'

/**
 * Exactly the original project's: Keras' `shear_range=0.2` (degrees: all but nothing), `zoom_range=0.2` (the zoom, drawn apart for
 * both axes, is the reciprocal of the enlargement), `horizontal_flip=True` and Keras' default fill, the nearest edge.
 */
export const seedAugmentation: Readonly<Augmentation> = {
  shear: [-0.2, 0.2],
  scale: [1 / 1.2, 1 / 0.8],
  scaleAxes: 'apart',
  scaleDraw: 'reciprocal',
  flip: 0.5,
  fill: 'edge',
}

/** For frontal X-rays, after COVID-Net's: rotate by 10 degrees, shift by a tenth, scale and brighten a little; no flip, black outside. */
export const xrayAugmentation: Readonly<Augmentation> = {
  rotate: [-10, 10],
  shift: { x: [-0.1, 0.1], y: [-0.1, 0.1] },
  scale: [0.85, 1.15],
  brightness: [0.9, 1.1],
  fill: 'constant',
}
