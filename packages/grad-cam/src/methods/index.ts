/** The methods by name. */
import { gradCam } from './grad-cam.ts'
import type { MapMethod } from './layer-gradients.ts'

/** Name of a method. */
export type MethodName = 'grad-cam'

/** The methods by name: each a pure function of activations and gradients. */
export const methods: Readonly<Record<MethodName, MapMethod>> = {
  'grad-cam': gradCam,
}
