/** Explains one picture in every way that the package offers, and prints what came out. */
// oxlint-disable-next-line import/no-unassigned-import -- registers the backend
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import {
  type ClassTarget,
  createExplainer,
  type Explainer,
  type ExplainerOptions,
  type Explanation,
  GradCamError,
  listLayers,
  methodByName,
  methodNames,
  normaliseMap,
  type ScoreTarget,
  scoreCam,
  smoothGrad,
  type TensorExplanation,
} from '@convlens/grad-cam'
import { measure } from './measure.ts'
import { blackPixels, meanActivation } from './methods.ts'
import { layersModel, splitModel, TinyGraph } from './models.ts'
import { draw } from './pictures.ts'

await tf.setBackend('cpu')
await tf.ready()

const values = Float32Array.of(1, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -0.25)
const x = tf.tensor3d(values, [4, 4, 1])
const model = layersModel()
const options: ExplainerOptions = { layer: 'features', fuse: 'mean' }
const explainer: Explainer = createExplainer(model, options)

const byKind: Record<string, number[]> = {}
for (const [kind, each] of Object.entries({
  layers: explainer,
  graph: createExplainer(new TinyGraph()),
  split: createExplainer(splitModel),
})) {
  byKind[kind] = [...(await each.explain(x, { target: { class: 0 } })).map]
}

const explanation: Explanation = await explainer.explain(x)
const darkness: ScoreTarget = { name: 'darkness', score: (output) => tf.sum(tf.gather(output, 1)) }
const dark: Explanation<ScoreTarget> = await explainer.explain(x, { target: darkness })
const both: Explanation<ClassTarget>[] = await explainer.explainTargets(x, [{ class: 0 }, { class: 1 }])
const batch = await explainer.explainBatch(tf.stack([x, x]), { method: scoreCam, batchSize: 1, size: [8, 8] })

const byMethod: Record<string, string> = {}
for (const method of [...methodNames.map(methodByName), smoothGrad({ samples: 2 }), meanActivation, blackPixels]) {
  const { info } = await explainer.explain(x, { method, target: { class: 0 } })
  byMethod[method.name] = info.method
}
const own = await explainer.explain(x, { method: blackPixels, target: { class: 0 } })

const tensors: TensorExplanation = explainer.explainTensor(x, { method: meanActivation })
const onDevice = await tensors.raw.data()
tensors.dispose()

let code = ''
try {
  createExplainer(model, { layer: 'conv9' })
} catch (error) {
  if (error instanceof GradCamError) ({ code } = error)
}

const { figure, hottest, larger } = draw(explanation)

// oxlint-disable-next-line no-console -- a program of somebody who installed the package
console.log(
  JSON.stringify({
    byKind,
    methodNames,
    info: explanation.info,
    normalised: [...normaliseMap(explanation.raw).map],
    darkest: dark.map.indexOf(1),
    darkInfo: dark.info,
    classes: both.map(({ info }) => info.class),
    batch: batch.map(({ size }) => size),
    byMethod,
    own: [...own.map],
    onDevice: [...onDevice],
    layers: listLayers(model).map(({ path }) => path),
    works: (await explainer.capabilities()).works,
    code,
    hottest,
    figure: [figure.width, figure.height, figure.data.length],
    larger: larger.length,
    measures: await measure(model, explainer, { values, height: 4, width: 4, channels: 1 }, explanation),
  }),
)
