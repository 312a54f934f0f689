/** Who loads picture files, and who augments pictures in memory. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Subject } from '../subject.ts'

const python = join(import.meta.dirname, '..', '..', 'python')

const plain: Subject = {
  id: 'loader',
  title: 'convlens',
  program: fileURLToPath(import.meta.resolve('../programs/convlens-loader.ts')),
  variant: 'plain',
  prefers: 'built-data',
  counts: 'workers',
}

const torch: Subject = {
  id: 'torch-pil',
  title: 'PyTorch, Pillow',
  program: join(python, 'measure_loader.py'),
  variant: 'pil',
  needs: { module: 'torchvision', packages: ['torch', 'torchvision', 'pillow'] },
  counts: 'workers',
}

/** What the other loaders are compared with: whichever is faster. */
export const loadingReferences: readonly Subject[] = [
  torch,
  { ...torch, id: 'torch-decode-image', title: 'PyTorch, decode_image', variant: 'decode-image' },
]

export const loadingSubjects: readonly Subject[] = [
  plain,
  { ...plain, id: 'memory-cache', title: 'convlens, memory cache', variant: 'memory' },
  { ...plain, id: 'disk-cache', title: 'convlens, disk cache', variant: 'disk' },
  ...loadingReferences,
]

const albumentations: Subject = {
  id: 'albumentations',
  title: 'albumentations, float32',
  program: join(python, 'measure_augmentations.py'),
  variant: 'float32',
  needs: { module: 'albumentations', packages: ['albumentations', 'opencv-python-headless', 'numpy'] },
  oneThread: true,
}

/** Ours first; then what it is compared with: on numbers of the same kind, and on bytes. */
export const augmentingSubjects: readonly [Subject, Subject, Subject] = [
  {
    id: 'augment',
    title: 'convlens',
    program: fileURLToPath(import.meta.resolve('../programs/convlens-augment.ts')),
    variant: 'float32',
    oneThread: true,
  },
  albumentations,
  { ...albumentations, id: 'albumentations-uint8', title: 'albumentations, uint8', variant: 'uint8' },
]

export const subjects: readonly Subject[] = [...loadingSubjects, ...augmentingSubjects]
