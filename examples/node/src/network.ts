/** The network of a run and the only way a picture reaches it, for the size the pictures deserve. */
import { buildCnn, presetSpec, type Preprocess, type PresetName } from '@convlens/model'
import type { LayersModel } from '@tensorflow/tfjs-layers'

/**
 * @param side of the square input in pixels; by default the preset's
 * @returns the model (the caller disposes) and the preprocessing that belongs to it
 */
export function networkOf(
  preset: PresetName,
  classes: number,
  seed: number,
  side?: number,
): { model: LayersModel; preprocess: Preprocess } {
  const { preprocess } = presetSpec(preset)
  if (side === undefined || preset === 'covid-seed') return { model: buildCnn({ preset, classes, seed }), preprocess }
  const model = buildCnn({ preset, input: [side, side, preprocess.channels], classes, seed })
  return { model, preprocess: { ...preprocess, width: side, height: side } }
}
