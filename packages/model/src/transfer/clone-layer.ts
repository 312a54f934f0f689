/** A layer once more, without its connections and its weights. */
import type { serialization } from '@tensorflow/tfjs-core'

import type { Layer } from '../layer.ts'

/** A new layer with the same settings under another name. Its weights are made, with new values, when it is first applied. */
export function cloneLayer(layer: Layer, name: string): Layer {
  const kind = layer.constructor as serialization.SerializableConstructor<Layer>
  // The first layer of a Sequential carries the shape of its input; a clone is told by what it is applied to.
  const { batchInputShape: _shape, ...config } = layer.getConfig()
  return kind.fromConfig(kind, { ...config, name })
}
