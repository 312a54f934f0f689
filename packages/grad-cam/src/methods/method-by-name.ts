/** Methods by the names that people type. */
import { ablationCam } from './ablation-cam.ts'
import { eigenCam } from './eigen-cam.ts'
import { eigenGradCam } from './eigen-grad-cam.ts'
import { fullGrad } from './full-grad.ts'
import { gradCam } from './grad-cam.ts'
import { gradCamPlusPlus } from './grad-cam-plus-plus.ts'
import { hiResCam } from './hi-res-cam.ts'
import { inputGradients } from './input-gradients.ts'
import { integratedGradients } from './integrated-gradients.ts'
import { layerCam } from './layer-cam.ts'
import type { Method } from './method.ts'
import { scoreCam } from './score-cam.ts'
import { smoothGrad } from './smooth-grad.ts'
import { xGradCam } from './x-grad-cam.ts'

/** Names of all methods, as `methodByName` takes them and `info.method` shows them. */
export const methodNames = [
  'grad-cam',
  'grad-cam++',
  'hi-res-cam',
  'layer-cam',
  'x-grad-cam',
  'eigen-cam',
  'eigen-grad-cam',
  'score-cam',
  'ablation-cam',
  'full-grad',
  'input-gradients',
  'smooth-grad',
  'integrated-gradients',
] as const

/** Name of a method. */
export type MethodName = (typeof methodNames)[number]

/**
 * The method of a name, with its default options: for command lines and menus. Programs that use one method import that
 * one, and bundle no other.
 *
 * @throws RangeError for an unknown name
 * @example
 * const { map } = await explainer.explain(x, { method: methodByName('layer-cam') })
 */
export function methodByName(name: MethodName): Method {
  switch (name) {
    case 'grad-cam':
      return gradCam
    case 'grad-cam++':
      return gradCamPlusPlus
    case 'hi-res-cam':
      return hiResCam
    case 'layer-cam':
      return layerCam
    case 'x-grad-cam':
      return xGradCam
    case 'eigen-cam':
      return eigenCam
    case 'eigen-grad-cam':
      return eigenGradCam
    case 'score-cam':
      return scoreCam
    case 'ablation-cam':
      return ablationCam
    case 'full-grad':
      return fullGrad
    case 'input-gradients':
      return inputGradients
    case 'smooth-grad':
      return smoothGrad()
    case 'integrated-gradients':
      return integratedGradients()
    default:
      throw new RangeError(`method: got '${String(name)}', expected one of ${methodNames.join(', ')}`)
  }
}
