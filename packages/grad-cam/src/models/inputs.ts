/** Checks pictures against the inputs of a model. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { GradCamError } from '../errors.ts'
import type { Pictures } from '../types.ts'
import type { NetworkInput } from './network.ts'

/** Pictures that fit the model. */
export interface CheckedInputs {
  /** `single`: without a batch dimension. */
  tensors: { tensor: Tensor; single: boolean }[]
  /** Number of pictures. */
  count: number
  /** Which input is the picture: the first of rank 4. */
  picture: number
  /** `[height, width]` of the picture. */
  size: [height: number, width: number]
}

/**
 * Checks number, type and shape of the tensors.
 *
 * @param channelsFirst pictures are `[n, c, h, w]`
 */
export function checkInputs(expected: readonly NetworkInput[], x: Pictures, channelsFirst: boolean): CheckedInputs {
  const given: readonly Tensor[] = Array.isArray(x) ? x : [x as Tensor]
  if (given.length !== expected.length) {
    throw new GradCamError('input', `x: got ${given.length} tensor(s), but the model has ${expected.length} input(s)`)
  }
  const tensors = given.map((tensor, i) => ({ tensor, single: checkInput(tensor, expected[i]!) }))
  const counts = tensors.map(({ tensor, single }) => (single ? 1 : tensor.shape[0]!))
  const count = counts[0]!
  if (counts.some((each) => each !== count)) {
    throw new GradCamError('input', `x: the inputs hold ${counts.join(', ')} pictures, expected as many in each`)
  }
  if (count === 0) throw new GradCamError('input', 'x: the batch is empty, expected at least one picture')

  const picture = expected.findIndex(({ shape }) => shape.length === 4)
  if (picture < 0) throw new GradCamError('model', 'model: no input of shape [null, height, width, channels]')
  const { tensor, single } = tensors[picture]!
  const [height, width] = tensor.shape.slice((single ? 0 : 1) + (channelsFirst ? 1 : 0))
  return { tensors, count, picture, size: [height!, width!] }
}

/** True where the tensor fits without its batch dimension, false where it fits with it. */
function checkInput(tensor: Tensor, { shape: expected }: NetworkInput): boolean {
  if (!Array.isArray((tensor as Tensor | undefined)?.shape)) {
    throw new GradCamError('input', `x: got ${typeof tensor}, expected a tensor of shape ${show(expected)}`)
  }
  if (tensor.isDisposed) throw new GradCamError('input', 'x: the tensor is disposed')
  const single = tensor.shape.length === expected.length - 1
  const shape = single ? [1, ...tensor.shape] : tensor.shape
  const fits = shape.length === expected.length && shape.every((side, d) => expected[d] == null || expected[d] === side)
  if (!fits) {
    throw new GradCamError('input', `x: got shape ${show(tensor.shape)}, but the model takes ${show(expected)}`)
  }
  if (tensor.dtype !== 'float32') throw new GradCamError('input', `x: got dtype ${tensor.dtype}, expected float32`)
  return single
}

function show(shape: readonly (number | null)[]): string {
  return `[${shape.map(String).join(', ')}]`
}
