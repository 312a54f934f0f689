/** A classifier at work on one picture: bytes to input, input to answer, input to heat map. */
import { preprocess } from '@convlens/data'
import type { Raster } from '@convlens/data'
import { createExplainer, listLayers } from '@convlens/grad-cam'
import type { ClassTarget, Explanation, Pixels } from '@convlens/grad-cam'
import type { Classifier } from '@convlens/model'
import { tensor, tidy } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { answerOf } from './answer.ts'
import type { Answer } from './answer.ts'
import { viewOf } from './view.ts'

/** A picture prepared for one classifier. */
export interface Prepared {
  /** What goes into the network. */
  input: Float32Array
  /** What is shown. */
  view: Pixels
  /** Size of the picture in its file. */
  width: number
  height: number
}

export interface Analyst {
  classifier: Classifier
  /** Paths of the layers that heat maps can be drawn from, first to last. */
  layers: { path: string; height: number | null; width: number | null }[]
  prepare(raster: Raster): Prepared
  answer(prepared: Prepared): Promise<Answer>
  explain(prepared: Prepared, layer: string, target: number): Promise<Explanation<ClassTarget>>
}

export function createAnalyst(classifier: Classifier): Analyst {
  const { model, preprocess: spec } = classifier
  const withInput = async <T>({ input }: Prepared, use: (x: Tensor) => Promise<T>): Promise<T> => {
    const x = tensor(input, [1, spec.height, spec.width, spec.channels])
    try {
      return await use(x)
    } finally {
      x.dispose()
    }
  }
  const spatial = listLayers(model)
  const convolutions = spatial.filter((layer) => layer.convolutional)
  return {
    classifier,
    layers: (convolutions.length > 0 ? convolutions : spatial).map(({ path, shape: [height, width] }) => ({
      path,
      height,
      width,
    })),
    prepare: (raster) => ({
      input: preprocess(raster, spec),
      view: viewOf(raster, spec),
      width: raster.width,
      height: raster.height,
    }),
    answer: (prepared) =>
      withInput(prepared, async (x) => {
        const scores = tidy(() => model.apply(x, { training: false }) as Tensor)
        try {
          return answerOf(Array.from(await scores.data()), classifier)
        } finally {
          scores.dispose()
        }
      }),
    explain: (prepared, layer, target) =>
      withInput(prepared, (x) => createExplainer(model, { layer }).explain(x, { target: { class: target } })),
  }
}
