/** Augmentations that are measured alone; `../../python/augmentations.py` has the same under the same names. */
import {
  affine,
  type Augmentation,
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
  strongXrayAugmentation,
  xrayAugmentation,
} from '@convlens/data'

export interface ComparedAugmentation {
  name: string
  change: Augmentation
  /** The same by fixed amounts, after which both sides show one picture; absent where chance decides about pixels. */
  fixed?: Augmentation
  /** How the pictures of albumentations come to be others than ours. */
  differs?: string
}

export const comparedAugmentations: readonly ComparedAugmentation[] = [
  {
    name: 'xray',
    change: xrayAugmentation,
    // A shift would go to another place, as it comes before the rotation there.
    fixed: { rotate: [7, 7], scale: [1.1, 1.1], brightness: [1.05, 1.05], fill: 'constant' },
  },
  { name: 'strong', change: strongXrayAugmentation() },
  {
    name: 'strong-approximate',
    change: strongXrayAugmentation(),
    differs: 'as strong; theirs bends as in elastic-approximate',
  },
  {
    name: 'affine',
    change: affine({ rotate: [-10, 10], shift: { x: [-0.1, 0.1], y: [-0.1, 0.1] }, scale: [0.85, 1.15] }),
    fixed: affine({ rotate: 7, shift: { x: 1 / 16, y: -1 / 32 }, scale: 1.1 }),
  },
  { name: 'crop', change: crop({ size: [0.7, 1] }) },
  { name: 'gamma', change: gamma({ exponent: [0.7, 1.4] }), fixed: gamma({ exponent: 1.2 }) },
  { name: 'brightness', change: brightness({ factor: [0.9, 1.1] }), fixed: brightness({ factor: 1.05 }) },
  { name: 'contrast', change: contrast({ factor: [0.7, 1.3] }), fixed: contrast({ factor: 1.2 }) },
  {
    name: 'brightness-contrast',
    change: compose([contrast({ factor: [0.7, 1.3] }), brightness({ factor: [0.9, 1.1] })]),
    fixed: compose([contrast({ factor: 1.2 }), brightness({ factor: 1.05 })]),
    differs: 'theirs in one step, about black instead of the mean, brightened by a summand',
  },
  { name: 'noise', change: noise({ deviation: [0.005, 0.03] }) },
  { name: 'blur', change: blur({ sigma: [0.4, 1.2] }), fixed: blur({ sigma: 0.8 }) },
  {
    name: 'clahe',
    change: clahe({ clipLimit: [1.5, 3] }),
    fixed: clahe({ clipLimit: 2 }),
    differs: 'theirs computes in bytes, and equalises the L of Lab where there are three channels, ours the luma',
  },
  {
    name: 'elastic',
    change: elastic({ strength: [0.002, 0.01] }),
    differs: 'theirs smooths noise by a Gaussian of 32 pixels, about as far as the splines of ours reach',
  },
  {
    name: 'elastic-approximate',
    change: elastic({ strength: [0.002, 0.01] }),
    differs: 'as elastic; theirs smooths by 17 x 17 pixels only, which makes short waves',
  },
  { name: 'cutout', change: cutout({ count: [1, 2], size: [0.08, 0.2] }) },
]

export const augmentationNames = comparedAugmentations.map(({ name }) => name)
