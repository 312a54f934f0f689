/** The layer type of tfjs, which its package does not export by name. */
import type { LayersModel } from '@tensorflow/tfjs-layers'

export type Layer = LayersModel['layers'][number]
