/** Keeps gradients from growing beyond a bound. */
import {
  type Scalar,
  type Tensor,
  addN,
  div,
  isFinite,
  maximum,
  minimum,
  mul,
  neg,
  scalar,
  sqrt,
  square,
  sum,
  tidy,
  where,
} from '@tensorflow/tfjs-core'

import { requirePositive } from './check-number.ts'

/** Several may be given; they are applied in this order. */
export interface ClipOptions {
  /** Bound of every single value, on both sides of 0. Keras' `clipvalue`, PyTorch's `clip_grad_value_`. */
  value?: number
  /** Bound of the Euclidean length of each weight's gradient. Keras' `clipnorm`. */
  perWeightNorm?: number
  /** Bound of the Euclidean length of all gradients together. Keras' `global_clipnorm`, PyTorch's `clip_grad_norm_`. */
  norm?: number
}

/** The caller disposes of `norm`, and of `gradients` where they are not those that were given. */
export interface ClippedGradients {
  /** By the same names; without any bound the very object that was given. */
  gradients: Readonly<Record<string, Tensor>>
  /** Euclidean length of all gradients together, before clipping. */
  norm: Scalar
}

/**
 * Bounds gradients by value or by length; lengths keep the direction (Pascanu et al. 2013, arXiv:1211.5063):
 * `g * min(1, bound / length)`, as Keras. PyTorch divides by `length + 1e-6`, which makes its result shorter by that.
 *
 * Where a length is not finite there is nothing to scale by: gradients are left as they are, and `norm` tells. (Where a gradient
 * holds NaN, `value` leaves at least values that are not finite.)
 *
 * @throws RangeError naming the bound that is wrong
 * @example
 * ```ts
 * const { gradients, norm } = clipGradients({ kernel: tensor1d([3, 4]) }, { norm: 1 })
 * console.log(await gradients.kernel!.array(), await norm.array()) // about [0.6, 0.8], and 5
 * dispose([gradients.kernel!, norm])
 * ```
 */
export function clipGradients(
  gradients: Readonly<Record<string, Tensor>>,
  options: ClipOptions = {},
): ClippedGradients {
  checkClip(options)
  const { value, perWeightNorm, norm } = options
  if (value === undefined && perWeightNorm === undefined && norm === undefined)
    return { gradients, norm: tidy(() => lengthOf(Object.values(gradients))) }
  return tidy(() => {
    const before = lengthOf(Object.values(gradients))
    let clipped = Object.entries(gradients)
    const each = (change: (gradient: Tensor) => Tensor): void => {
      clipped = clipped.map(([name, gradient]) => [name, change(gradient)])
    }
    if (value !== undefined) {
      const bound = where(isFinite(before), scalar(value), scalar(Infinity))
      each((gradient) => maximum(minimum(gradient, bound), neg(bound)))
    }
    if (perWeightNorm !== undefined) each((gradient) => mul(gradient, shrinking(lengthOf([gradient]), perWeightNorm)))
    if (norm !== undefined) {
      const now =
        value === undefined && perWeightNorm === undefined ? before : lengthOf(clipped.map(([, gradient]) => gradient))
      each((gradient) => mul(gradient, shrinking(now, norm)))
    }
    return { gradients: Object.fromEntries(clipped), norm: before }
  })
}

/** @throws RangeError naming the bound that is wrong */
export function checkClip(options: ClipOptions = {}): void {
  for (const [name, bound] of Object.entries(options)) if (bound !== undefined) requirePositive(`clip.${name}`, bound)
}

const lengthOf = (tensors: readonly Tensor[]): Scalar =>
  sqrt(addN(tensors.map((values) => sum<Scalar>(square(values)))))

/** What brings a length down to its bound. */
const shrinking = (length: Scalar, bound: number): Scalar =>
  where(isFinite(length), minimum(1, div(bound, length)), scalar(1)) as Scalar
