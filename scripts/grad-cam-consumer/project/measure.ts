/** How far the maps can be trusted. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Explainer, Explanation } from '@convlens/grad-cam'
import {
  deletion,
  energyInside,
  insertion,
  iou,
  maxSensitivity,
  type PictureValues,
  pointingGame,
  type Predict,
  randomisationCheck,
  road,
} from '@convlens/grad-cam/evaluate'

export async function measure(model: LayersModel, explainer: Explainer, picture: PictureValues, { map }: Explanation) {
  const { values, height, width, channels } = picture
  const mask = values.map(Number)
  const predict: Predict = async (pictures, count) => {
    const scores = tf.tidy(() => {
      const x = tf.tensor4d(pictures, [count, height, width, channels])
      return tf.gather(model.predict(x) as tf.Tensor2D, 0, 1)
    })
    const numbers = await scores.data()
    scores.dispose()
    return numbers
  }
  const x = tf.tensor4d(values, [1, height, width, channels])
  const target = { class: 0 }
  const removal = { map, picture, predict, randomOrders: 2 }
  return {
    hit: pointingGame(map, mask, { tolerance: 1, width }).hit,
    inside: energyInside(map, mask).share,
    overlap: iou(map, mask, { share: 0.25 }).iou,
    deletion: (await deletion({ ...removal, steps: 4, baseline: 'zero' })).area,
    insertion: (await insertion({ ...removal, steps: 4, baseline: 'zero' })).area,
    road: (await road({ ...removal, percentiles: [25, 75] })).score,
    sensitivity: (
      await maxSensitivity({
        picture,
        radius: 0.01,
        samples: 2,
        explain: async (changed) => (await explainer.explain(tf.tensor3d(changed.values, [4, 4, 1]), { target })).map,
      })
    ).max,
    verdict: (
      await randomisationCheck({
        model,
        repeats: 2,
        explain: async () => [(await explainer.explain(x, { target })).map],
      })
    ).verdict,
  }
}
