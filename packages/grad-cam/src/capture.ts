/** Activations and gradients at a layer, without touching the model beyond one synchronous call. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel, layers } from '@tensorflow/tfjs-layers'
import { GradCamError } from './errors.ts'
import type { Head } from './head.ts'
import { leanGradients } from './input-gradients.ts'
import { isChannelsFirst, type LayerEntry } from './layers.ts'
import { Patches } from './patch.ts'
import { dropTape, isTaping, pauseTape } from './tape.ts'

/** What `capture` needs to know. */
export interface CaptureRequest {
  model: LayersModel
  /** One tensor an input of the model, all with a batch dimension. */
  inputs: tf.Tensor[]
  tap: LayerEntry
  head: Head
  output: number
  /** The class to explain, one a picture. */
  classes: readonly (number | 'predicted')[]
  /** Which call of the layer, where there are several. */
  call: number | undefined
}

/** Tensors of a batch; the caller disposes them. */
export interface Capture {
  /** `[n, units]`: scores before softmax or sigmoid. */
  logits: tf.Tensor2D
  /** `[n, height, width, channels]` */
  activations: tf.Tensor4D
  /** `[n, height, width, channels]` */
  gradients: tf.Tensor4D
}

/**
 * One forward and one backward pass in inference mode. During the call the layer's `call` is wrapped by a tap that
 * passes its output on and notes the gradient that comes back ("zero tap"); everything before the tap runs untaped, so
 * that it takes no more memory than a prediction. Synchronous from patching to restoring: concurrent calls cannot meet.
 */
export function capture(request: CaptureRequest): Capture {
  const { model, inputs, tap, head, output } = request
  if (isTaping())
    throw new GradCamError('input', 'explain cannot run inside a gradient function: call it outside of tf.grad')

  const patches = new Patches()
  const kept: tf.Tensor[] = []
  const hold = (tensor: tf.Tensor): tf.Tensor => {
    const copy = tf.keep(tf.clone(tensor))
    kept.push(copy)
    return copy
  }
  try {
    const taps: { activations: tf.Tensor; gradients?: tf.Tensor }[] = []
    let logits: tf.Tensor | undefined
    tf.tidy(() => {
      const gradient = tf.grad((zero) => {
        const resumeTape = pauseTape()
        try {
          head.linearise(patches)
          leanGradients(model, patches)
          patches.set(tap.layer, 'call', tapped(tap.layer, zero, taps, hold, resumeTape))
          const outputs = model.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: false })
          resumeTape()
          const scores = (Array.isArray(outputs) ? outputs[output] : outputs) as tf.Tensor
          const rows = tf.reshape<tf.Rank.R2>(scores, [request.classes.length, head.units])
          logits = hold(rows)
          // Adding the zero keeps a path to the tape's variable even if the layer does not lead to this output.
          return tf.add(tf.sum(tf.mul(rows, selection(rows, head, request.classes))), zero)
        } finally {
          resumeTape()
          patches.restore()
        }
      })
      gradient(tf.scalar(0))
    })
    const { activations, gradients } = choose(taps, request.call, tap.path)
    for (const tensor of kept) if (![logits, activations, gradients].includes(tensor)) tensor.dispose()
    return { logits, activations, gradients } as Capture
  } catch (error) {
    for (const tensor of kept) tensor.dispose()
    dropTape()
    throw explained(error)
  }
}

/** The layer's `call`, followed by the tap. */
function tapped(
  layer: layers.Layer,
  zero: tf.Tensor,
  taps: { activations: tf.Tensor; gradients?: tf.Tensor }[],
  hold: (tensor: tf.Tensor) => tf.Tensor,
  resumeTape: () => void,
): layers.Layer['call'] {
  const original = layer.call
  const note = (tensor: tf.Tensor): tf.Tensor =>
    hold(isChannelsFirst(layer) ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor)
  return (inputs, kwargs) => {
    const result = original.call(layer, inputs, kwargs)
    const activations = (Array.isArray(result) ? result[0] : result) as tf.Tensor
    const tap: { activations: tf.Tensor; gradients?: tf.Tensor } = { activations: note(activations) }
    taps.push(tap)
    resumeTape()
    return tf.customGrad((a) => ({
      value: tf.clone(a as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => {
        tap.gradients = note(dy)
        return [dy, tf.scalar(0)]
      },
    }))(activations, zero)
  }
}

/** Weights of the logits, `[n, units]`: one-hot rows, or +1 and -1 for a one-unit sigmoid. */
function selection(logits: tf.Tensor2D, head: Head, classes: readonly (number | 'predicted')[]): tf.Tensor2D {
  const resumeTape = pauseTape()
  try {
    const signed = head.classes !== head.units
    const explicit = new Float32Array(classes.length * head.units)
    classes.forEach((each, i) => {
      if (each === 'predicted') return
      if (signed) explicit[i] = each === 1 ? 1 : -1
      else explicit[i * head.units + each] = 1
    })
    const chosen = tf.tensor2d(explicit, [classes.length, head.units])
    if (!classes.includes('predicted')) return chosen

    const predicted = signed
      ? tf.sub(tf.mul(tf.cast(tf.greaterEqual(logits, 0), 'float32'), 2), 1)
      : // Cast, because wasm writes whole numbers whatever type is asked for.
        tf.cast(tf.oneHot(tf.argMax(logits, 1) as tf.Tensor1D, head.units), 'float32')
    const asked = classes.map((each) => (each === 'predicted' ? 1 : 0))
    return tf.add(chosen, tf.mul(predicted, tf.tensor2d(asked, [classes.length, 1])))
  } finally {
    resumeTape()
  }
}

/** The tap that was asked for. */
function choose(
  taps: { activations: tf.Tensor; gradients?: tf.Tensor }[],
  call: number | undefined,
  path: string,
): { activations: tf.Tensor; gradients: tf.Tensor } {
  if (taps.length > 1 && call === undefined) {
    throw new GradCamError('layer', `call: the model uses layer '${path}' ${taps.length} times; say which, from 0`)
  }
  const tap = taps[call ?? 0]
  if (tap === undefined) {
    const got =
      call === undefined
        ? 'the model never calls it'
        : `call: got ${call}, but the model calls it ${taps.length} time(s)`
    throw new GradCamError('layer', `layer: no output of '${path}': ${got}`)
  }
  if (tap.gradients === undefined) {
    throw new GradCamError('layer', `layer: the explained output does not depend on '${path}'`)
  }
  return { activations: tap.activations, gradients: tap.gradients }
}

/** Says what to do where the backend lacks a kernel. */
function explained(error: unknown): unknown {
  const kernel = error instanceof Error ? /kernel '(\w+)'.*for backend '(\w+)'/i.exec(error.message) : null
  if (kernel === null) return error
  const [, name, backend] = kernel
  return new GradCamError(
    'kernel',
    `backend: '${backend}' has no kernel ${name}, which the gradient needs; register it or set another backend`,
    { cause: error },
  )
}
