/** What an explanation must leave as it was. */
import { createHash } from 'node:crypto'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { leafLayers } from './models/layers.ts'

/** Everything about a model that an explanation could damage. */
export async function fingerprint(model: LayersModel): Promise<unknown> {
  const hash = createHash('sha256')
  for (const weight of model.weights) hash.update(new Uint8Array((await weight.read().data()).slice().buffer))
  return {
    weights: hash.digest('hex'),
    layers: leafLayers(model).map(({ path, layer }) => ({
      path,
      keys: Object.keys(layer),
      call: Object.hasOwn(layer, 'call'),
      activation: (layer as unknown as { activation?: unknown }).activation,
      inboundNodes: layer.inboundNodes.length,
      outboundNodes: layer.outboundNodes.length,
    })),
  }
}
