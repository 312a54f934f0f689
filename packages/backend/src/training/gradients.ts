/** Gradients that replace those of tfjs-core: in one pass where a backend can, and of dilated convolutions, which it refuses. */
import {
  cast,
  engine,
  getBackend,
  getGradient,
  getKernel,
  mul,
  registerGradient,
  step,
  unregisterGradient,
} from '@tensorflow/tfjs-core'
import type { GradConfig, NamedAttrMap, Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { conv2DGradient, depthwiseGradient, isDilated } from './dilated-gradients.ts'

/** Marks a gradient of ours, also across two copies of this package. */
const OURS = Symbol.for('@convlens/backend: gradient')

/**
 * ReLU from what it gave instead of what it got, so that the latter need not be kept; in one kernel where the backend has
 * `ReluGrad` (wasm and tensorflow with ours) instead of a step, a cast and a product.
 */
const relu: GradConfig = {
  kernelName: 'Relu',
  outputsToSave: [true],
  gradFunc: (dy, saved) => ({ x: () => reluGradient(dy as Tensor, saved[0]!) }),
}

function reluGradient(dy: Tensor, y: Tensor): Tensor {
  if (getKernel('ReluGrad', getBackend())) return engine().runKernel('ReluGrad', { dy, y }) as Tensor
  return mul(dy, cast(step(y), 'float32'))
}

/** Adds the dilated case to a gradient of tfjs-core. */
function withDilations(
  kernelName: string,
  dilated: (dy: Tensor4D, x: Tensor4D, filter: Tensor4D, attrs: NamedAttrMap) => ReturnType<GradConfig['gradFunc']>,
): GradConfig | undefined {
  const shipped = getGradient(kernelName)
  if (shipped === undefined) return undefined
  return {
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      if (!isDilated(attrs['dilations'])) return shipped.gradFunc(dy, saved, attrs)
      return dilated(dy as Tensor4D, saved[0] as Tensor4D, saved[1] as Tensor4D, attrs)
    },
  }
}

/** Registers them; again where tfjs-layers, imported later, put its own in their place. */
export function registerTrainingGradients(): void {
  const gradients = [
    relu,
    withDilations('Conv2D', conv2DGradient),
    withDilations('DepthwiseConv2dNative', depthwiseGradient),
  ]
  for (const gradient of gradients) {
    if (gradient === undefined) continue
    const present = getGradient(gradient.kernelName)
    if (present !== undefined && OURS in present.gradFunc) continue
    if (present !== undefined) unregisterGradient(gradient.kernelName)
    registerGradient({
      ...gradient,
      gradFunc: Object.assign(((...call) => gradient.gradFunc(...call)) as GradConfig['gradFunc'], { [OURS]: true }),
    })
  }
}
