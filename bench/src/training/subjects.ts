/** Who trains and predicts. */
import { join } from 'node:path'
import type { Subject } from '../subject.ts'

const folder = join(import.meta.dirname, '..')
const ours = join(folder, 'programs', 'convlens.ts')
const tfjs = join(folder, 'programs', 'tfjs.ts')
const torch = join(folder, '..', 'python', 'measure_torch.py')
const keras = join(folder, '..', 'python', 'measure_keras.py')

/** What the others are compared with: PyTorch in the layout in which it is faster. */
export const reference: Subject = {
  id: 'torch-channels-last',
  title: 'PyTorch, channels_last',
  program: torch,
  variant: 'channels_last',
  needs: { module: 'torch' },
}

export const subjects: readonly Subject[] = [
  { id: 'wasm', title: 'convlens, wasm', program: ours, variant: 'wasm' },
  {
    id: 'tensorflow',
    title: 'convlens, tensorflow',
    program: ours,
    variant: 'tensorflow',
    needs: 'tfjs-node',
  },
  {
    id: 'webgpu',
    title: 'convlens, webgpu',
    program: ours,
    variant: 'webgpu',
    needs: 'webgpu',
    oneThread: true,
  },
  {
    id: 'tfjs-node',
    title: 'plain tfjs, tensorflow',
    program: tfjs,
    variant: 'tensorflow',
    needs: 'tfjs-node',
  },
  { id: 'tfjs-wasm', title: 'plain tfjs, wasm', program: tfjs, variant: 'wasm', oneThread: true },
  reference,
  { ...reference, id: 'torch-nchw', title: 'PyTorch, NCHW', variant: 'nchw' },
  {
    id: 'keras',
    title: 'Keras on TensorFlow',
    program: keras,
    variant: 'tensorflow',
    needs: { module: 'keras' },
  },
]
