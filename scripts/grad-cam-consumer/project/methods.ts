/** Methods of one's own: a formula at a layer, and one that questions the model. */
import * as tf from '@tensorflow/tfjs-core'
import { type LayerGradients, type LayerMethod, type ModelMethod, modelMethod, type Probe } from '@convlens/grad-cam'

export const meanActivation: LayerMethod = {
  name: 'mean-activation',
  gradients: false,
  map: ({ height, width, channels, activations }: LayerGradients) =>
    Float32Array.from(
      { length: height * width },
      (_, cell) =>
        activations.subarray(cell * channels, (cell + 1) * channels).reduce((sum, value) => sum + value, 0) / channels,
    ),
  tensor: (activations) => tf.mean(activations, 3),
}

/** How much the score falls where one pixel is black. */
export const blackPixels: ModelMethod = modelMethod({
  name: 'black-pixels',
  level: 'input',
  gradients: false,
  async explain({ picture: { height, width, values }, score, scores }: Probe) {
    const without = await scores(values.length, (pixel) => values.map((value, i) => (i === pixel ? 0 : value)))
    return { height, width, raw: without.map((value) => score - value) }
  },
})
