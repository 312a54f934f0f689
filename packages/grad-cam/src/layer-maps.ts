/** From tensors at a layer to plain arrays and maps. */
import { GradCamError } from './errors.ts'
import type { Seen } from './engine/gradients.ts'
import type { LayerGradients, LayerMethod } from './methods/layer-gradients.ts'
import type { RawMap } from './methods/method.ts'

/** Activations and gradients of every row; gradients are empty where no backward pass was made. */
export async function readLayer({ activations, gradients }: Seen, rows: number): Promise<LayerGradients[]> {
  const [, height = 1, width = 1, channels = 1] = activations.shape
  const cells = height * width * channels
  const [a, g] = await Promise.all([activations.data(), gradients?.data()])
  return Array.from({ length: rows }, (_, i) => ({
    height,
    width,
    channels,
    activations: a.subarray(i * cells, (i + 1) * cells) as Float32Array,
    gradients: (g?.subarray(i * cells, (i + 1) * cells) ?? new Float32Array(0)) as Float32Array,
  }))
}

/** Refuses what no map can be drawn from. */
export function checkSeen({ tap, activations, gradients }: Seen, backward: boolean): void {
  if (activations.rank !== 4) {
    throw new GradCamError(
      'layer',
      `layer: the output of '${tap.path}' has shape [${activations.shape.join(', ')}], expected one with height and width`,
    )
  }
  if (backward && gradients === undefined) {
    throw new GradCamError('layer', `layer: the explained output does not depend on '${tap.path}'`)
  }
}

/** The map of a formula. */
export function mapOf(method: LayerMethod, layer: LayerGradients): RawMap {
  return { height: layer.height, width: layer.width, raw: method.map(layer) }
}
