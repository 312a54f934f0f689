/** Activations and gradients at taps, without touching the model beyond one synchronous call. */
import * as tf from '@tensorflow/tfjs-core'
import { GradCamError } from '../errors.ts'
import type { Network, Tap } from '../models/network.ts'
import { withBackwardKernels } from './backward-kernels.ts'
import type { Scorer } from './scorer.ts'
import { dropTape, isTaping, pauseTape } from './tape.ts'

/** What `pass` needs to know. */
export interface PassRequest {
  network: Network
  /** Makes one tensor an input of the network, all with a batch dimension; what it makes is disposed, what it was given is not. */
  inputs: () => readonly tf.Tensor[]
  taps: readonly Tap[]
  /** Which call of the tapped layer; `'all'` notes every call of every layer. */
  call?: number | 'all' | undefined
  /** Number of an input whose gradient is wanted too. */
  input?: number
  /** How often every row is repeated from the first tap on. Default 1. */
  repeat?: number
  scorer: Scorer
  /** `false`: activations and scores are enough. Default `true`. */
  backward?: boolean
  /** `false` computes the gradients of filters too. Default `true`. */
  lean?: boolean
}

/** What was seen at one call of one tap, `[rows, height, width, channels]` or of another rank. */
export interface Seen {
  tap: Tap
  activations: tf.Tensor
  /** `undefined` where the score does not depend on the tap, or no backward pass was asked for. */
  gradients: tf.Tensor | undefined
}

/** Tensors of a batch. */
export interface Pass {
  /** Of the explained output, before softmax or sigmoid. */
  outputs: tf.Tensor
  /** `[rows]`: the explained scores. */
  scores: tf.Tensor1D
  seen: Seen[]
  inputGradient: tf.Tensor | undefined
  dispose(): void
}

/**
 * One forward and, unless it is unwanted, one backward pass in inference mode. A tap passes the activations on and notes
 * the gradient that comes back ("zero tap"); what lies before the first tap runs untaped, so that it takes no more
 * memory than a prediction. Synchronous from beginning to end: concurrent calls cannot meet.
 */
export function pass(request: PassRequest): Pass {
  const { network, taps, input, call, repeat = 1, scorer, backward = true, lean = true } = request
  if (isTaping()) {
    throw new GradCamError('input', 'explain cannot run inside a gradient function: call it outside of tf.grad')
  }
  const kept: tf.Tensor[] = []
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    const copy = tf.keep(tf.clone(tensor)) as T
    kept.push(copy)
    return copy
  }
  const seen: Seen[] = []
  let inputGradient: tf.Tensor | undefined
  let outputs: tf.Tensor | undefined
  let scores: tf.Tensor1D | undefined

  const forward = (given: readonly tf.Tensor[], zero: tf.Scalar, resumeTape: () => void): tf.Tensor => {
    const noting = (tensor: tf.Tensor, note: (gradient: tf.Tensor) => void): tf.Tensor => {
      resumeTape()
      if (!backward) return tensor
      return tf.customGrad((x) => ({
        value: tf.clone(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => {
          note(dy)
          return [dy, tf.scalar(0)]
        },
      }))(tensor, zero)
    }
    const visited = taps.map((tap) => ({
      tap,
      call,
      visit(x: tf.Tensor): tf.Tensor {
        const lastly = (tensor: tf.Tensor): tf.Tensor =>
          keep(tap.channelsFirst && tensor.rank === 4 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor)
        const noted: Seen = { tap, activations: lastly(x), gradients: undefined }
        seen.push(noted)
        return noting(x, (gradient) => (noted.gradients = lastly(gradient)))
      },
    }))
    const inputs = given.map((x, i) => (i === input ? noting(x, (gradient) => (inputGradient = keep(gradient))) : x))
    const made = network.run(inputs, visited, repeat)
    outputs = keep(made)
    resumeTape()
    scores = scorer(made)
    // Adding the zero keeps a path to the tape's variable even if no tap leads to this output.
    const sum = tf.add(tf.sum(scores), zero)
    scores = keep(scores)
    return sum
  }

  const dispose = (): void => tf.dispose(kept)
  try {
    tf.tidy(() => {
      const given = request.inputs()
      if (!backward) return void forward(given, tf.scalar(0), () => {})
      const gradient = tf.grad((zero) => {
        const resumeTape = pauseTape()
        try {
          return forward(given, zero as tf.Scalar, resumeTape)
        } finally {
          resumeTape()
        }
      })
      withBackwardKernels(lean, () => gradient(tf.scalar(0)))
    })
    return { outputs: outputs!, scores: scores!, seen, inputGradient, dispose }
  } catch (error) {
    dispose()
    dropTape()
    throw explained(error)
  }
}

/** Says what to do where the backend lacks a kernel. */
export function explained(error: unknown): unknown {
  const kernel = error instanceof Error ? /kernel '(\w+)'.*for backend '(\w+)'/i.exec(error.message) : null
  if (kernel === null) return error
  const [, name, backend] = kernel
  return new GradCamError(
    'kernel',
    `backend: '${backend}' has no kernel ${name}, which the gradient needs; register it or set another backend`,
    { cause: error },
  )
}
