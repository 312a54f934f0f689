/** What the compiler must know, and what it must refuse; never run. */
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { sum, type Tensor } from '@tensorflow/tfjs-core'
import {
  colormap,
  contourLines,
  createExplainer,
  type Explainer,
  type ExplainOptions,
  gradCam,
  legend,
  type LayerMethod,
  methodByName,
  modelMethod,
  overlay,
  sideBySide,
  type Splittable,
} from '@convlens/grad-cam'
import { iou, pointingGame } from '@convlens/grad-cam/evaluate'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Compiles where `T` is `true`. */
function sure<T extends true>(): T | undefined {
  return undefined
}

/** Types of the answer follow the target. */
export async function answers(explainer: Explainer, x: Tensor): Promise<void> {
  const { info: predicted } = await explainer.explain(x)
  sure<Same<typeof predicted.class, number>>()
  sure<Same<typeof predicted.predicted, number>>()
  sure<Same<typeof predicted.probability, number | undefined>>()

  const { info: named } = await explainer.explain(x, { target: { class: 1 }, method: methodByName('layer-cam') })
  sure<Same<typeof named.class, number>>()

  const { info: scored } = await explainer.explain(x, { target: { score: (output) => sum(output) } })
  sure<Same<typeof scored.class, undefined>>()
  sure<Same<typeof scored.predicted, number | undefined>>()
  sure<Same<typeof scored.target, { score: string }>>()

  const [first] = await explainer.explainTargets(x, [{ class: 0 }, { class: 'predicted' }])
  sure<Same<NonNullable<typeof first>['info']['class'], number>>()
  const [second] = await explainer.explainBatch(x, { target: [{ name: 'sum', score: (output) => sum(output) }] })
  sure<Same<NonNullable<typeof second>['info']['class'], undefined>>()

  // @ts-expect-error of a score there is no class
  scored.class.toFixed()
  // @ts-expect-error a class is a number or 'predicted'
  await explainer.explain(x, { target: { class: 'covid' } })
  // @ts-expect-error a score is a tensor
  await explainer.explain(x, { target: { score: () => 1 } })
  // @ts-expect-error methods are values, not names
  await explainer.explain(x, { method: 'grad-cam' })
  // @ts-expect-error sizes have two sides
  await explainer.explain(x, { size: [224] })
  // @ts-expect-error pictures are tensors
  await explainer.explain(new Float32Array(16))
  // @ts-expect-error left out is not the same as undefined
  const absent: ExplainOptions = { method: undefined }
  // @ts-expect-error tensors have no size of their own
  explainer.explainTensor(x, { size: [8, 8] })
  await explainer.explain(x, absent)
  // @ts-expect-error the path cannot be set
  explainer.layer = 'conv1'
}

/** Models and methods of one's own. */
export function making(model: LayersModel, untyped: { predict: () => Tensor }): void {
  // @ts-expect-error a model that cannot be looked into
  createExplainer(untyped)
  // @ts-expect-error no such rule
  createExplainer(model, { fuse: 'median' })
  // @ts-expect-error outputs are counted
  createExplainer(model, { output: 'probabilities' })
  // @ts-expect-error no such method
  methodByName('gradcam')
  // @ts-expect-error without a suffix nothing is split
  const half: Splittable = { prefix: ([x]) => x! }
  // @ts-expect-error a map is a Float32Array
  const numbers: LayerMethod = { name: 'zeros', gradients: false, map: () => [0] }
  // @ts-expect-error methods leave their options as they are
  gradCam.name = 'mine'
  // @ts-expect-error a level is 'layer' or 'input'
  modelMethod({ name: 'mine', level: 'pixel', gradients: false, explain: numbers.map, ...half })
}

/** Pictures and measures. */
export function drawing(map: Float32Array): void {
  const pixels = { width: 1, height: 1, data: new Uint8Array(1) }
  const explanation = { map, shape: [1, 1] } as const
  overlay(explanation, pixels, { contours: contourLines([0.5], { width: 2 }) })
  // @ts-expect-error a map comes with its shape
  overlay(map, pixels)
  // @ts-expect-error no such colours
  overlay(explanation, pixels, { colormap: 'rainbow' })
  // @ts-expect-error lines are drawn by what contourLines makes
  overlay(explanation, pixels, { contours: [0.5] })
  // @ts-expect-error pixels are whole numbers
  overlay(explanation, { ...pixels, data: new Float32Array(1) })
  // @ts-expect-error colours cannot be set
  colormap('viridis')(0)[0] = 1
  // @ts-expect-error a range has two ends
  legend({ range: [1] })
  // @ts-expect-error several pictures, as a list
  sideBySide(pixels, pixels)
  // @ts-expect-error masks are numbers or booleans
  pointingGame(map, ['inside'])
  // @ts-expect-error a threshold or a share
  iou(map, [1], { top: 0.1 })
}
