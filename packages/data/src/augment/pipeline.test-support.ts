/** A pipeline with every step, for tests. */
import {
  affine,
  affineAndTone,
  blur,
  brightness,
  clahe,
  compose,
  contrast,
  crop,
  cutout,
  elastic,
  gamma,
  noise,
  oneOf,
} from './pipeline.ts'
import type { ComposeStep } from './pipeline.ts'
import { xrayAugmentation } from './presets.ts'

export const everything: ComposeStep = compose([
  affine({
    rotate: [-20, 20],
    shift: { x: [-0.1, 0.1], y: [-0.1, 0.1] },
    scale: [0.8, 1.2],
    scaleAxes: 'apart',
    shear: { x: [-8, 8], y: [-8, 8] },
    flip: 0.5,
    flipVertical: 0.5,
    p: 0.7,
  }),
  crop({ top: 0.08, left: [0, 0.1], size: [0.7, 1], p: 0.5 }),
  affineAndTone({ ...xrayAugmentation, p: 0.5 }),
  elastic({ strength: [0, 0.04], cells: [5, 4], p: 0.6 }),
  oneOf([gamma({ exponent: [0.7, 1.4] }), contrast({ factor: [0.5, 1.5] }), clahe({ clipLimit: [1, 4] })], { p: 0.8 }),
  brightness({ factor: [0.8, 1.2], p: 0.5 }),
  noise({ deviation: [0, 0.05], p: 0.5 }),
  blur({ sigma: [0.3, 2], p: 0.5 }),
  cutout({ count: [0, 3], size: [0.1, 0.3], fillValue: 'mean', p: 0.5 }),
])
