/** Who draws class activation maps. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Subject } from '../subject.ts'

/** A subject that draws maps. */
export interface Explaining extends Subject {
  /** Has its part in Grad-CAM only. */
  gradCamOnly?: true
  /** Gives the whole batch to the network at once, where it would take 8 pictures by default. */
  wholeBatch?: true
}

const program = fileURLToPath(import.meta.resolve('../programs/convlens-grad-cam.ts'))

const wasm: Explaining = { id: 'wasm', title: 'convlens, wasm', program, variant: 'wasm' }
const tensorflow: Explaining = {
  ...wasm,
  id: 'tensorflow',
  title: 'convlens, tensorflow',
  variant: 'tensorflow',
  needs: 'tfjs-node',
}
const torch: Explaining = {
  id: 'torch-channels-last',
  title: 'pytorch-grad-cam, channels_last',
  program: join(import.meta.dirname, '..', '..', 'python', 'measure_grad_cam.py'),
  variant: 'channels_last',
  needs: { module: 'pytorch_grad_cam', packages: ['grad-cam', 'torch'] },
}
const torchNchw: Explaining = { ...torch, id: 'torch-nchw', title: 'pytorch-grad-cam, NCHW', variant: 'nchw' }

/** What the others are compared with: whichever is faster. */
export const references: readonly Explaining[] = [torch, torchNchw]

export const subjects: readonly Explaining[] = [
  wasm,
  tensorflow,
  {
    id: 'webgpu',
    title: 'convlens, webgpu',
    program,
    variant: 'webgpu',
    needs: 'webgpu',
    oneThread: true,
  },
  { ...wasm, id: 'wasm-whole', title: 'convlens, wasm, all at once', gradCamOnly: true, wholeBatch: true },
  {
    ...tensorflow,
    id: 'tensorflow-whole',
    title: 'convlens, tensorflow, all at once',
    gradCamOnly: true,
    wholeBatch: true,
  },
  ...references,
  {
    ...torch,
    id: 'torch-frozen',
    title: 'pytorch-grad-cam, channels_last, frozen',
    variant: 'channels_last-frozen',
    gradCamOnly: true,
  },
]

export const isOurs = (id: string): boolean => subjects.find((subject) => subject.id === id)!.program === program
