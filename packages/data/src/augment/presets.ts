/** Ready-made augmentations. */
import type { AffineAndToneRanges } from './affine-and-tone.ts'
import { affine, blur, clahe, compose, contrast, cutout, elastic, gamma, noise, oneOf } from './pipeline.ts'
import type { ComposeStep } from './pipeline.ts'

/**
 * Exactly the original project's: Keras' `shear_range=0.2` (degrees: all but nothing), `zoom_range=0.2` (the zoom, drawn apart for
 * both axes, is the reciprocal of the enlargement), `horizontal_flip=True` and Keras' default fill, the nearest edge.
 */
export const seedAugmentation: Readonly<AffineAndToneRanges> = {
  shear: [-0.2, 0.2],
  scale: [1 / 1.2, 1 / 0.8],
  scaleAxes: 'apart',
  scaleDraw: 'reciprocal',
  flip: 0.5,
  fill: 'edge',
}

/** For frontal X-rays, after COVID-Net's: rotate by 10 degrees, shift by a tenth, scale and brighten a little; no flip, black outside. */
export const xrayAugmentation: Readonly<AffineAndToneRanges> = {
  rotate: [-10, 10],
  shift: { x: [-0.1, 0.1], y: [-0.1, 0.1] },
  scale: [0.85, 1.15],
  brightness: [0.9, 1.1],
  fill: 'constant',
}

/**
 * For frontal X-rays of many machines: the geometry of `xrayAugmentation` with a little bending, one of gamma, contrast and
 * equalisation, at times noise or blur, at times a rectangle blotted out. No flip. A new pipeline with every call, for pictures
 * whose values lie between 0 and 1; of standardised ones the noise would be weak.
 */
export function strongXrayAugmentation(): ComposeStep {
  return compose([
    affine({
      rotate: [-10, 10],
      shift: { x: [-0.1, 0.1], y: [-0.1, 0.1] },
      scale: [0.85, 1.15],
      shear: { x: [-3, 3], y: [-3, 3] },
    }),
    elastic({ strength: [0.002, 0.01], p: 0.3 }),
    oneOf([gamma({ exponent: [0.7, 1.4] }), contrast({ factor: [0.7, 1.3] }), clahe({ clipLimit: [1.5, 3] })], {
      p: 0.7,
    }),
    oneOf([noise({ deviation: [0.005, 0.03], channels: 'together' }), blur({ sigma: [0.4, 1.2] })], { p: 0.3 }),
    cutout({ count: [1, 2], size: [0.08, 0.2], p: 0.3 }),
  ])
}
