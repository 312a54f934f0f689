/** Measures ours: complete calls of `explainBatch` of @convlens/grad-cam, from pictures to maps of their size. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackendName, useBackend } from '@convlens/backend/node'
import { createExplainer, type ExplainBatchOptions, type MethodName, methodByName } from '@convlens/grad-cam'
import { buildCnn } from '@convlens/model'
import { dispose, tensor, tensor4d } from '@tensorflow/tfjs-core'
import { countElements } from '../count-elements.ts'
import type { Answer, ExplainingJob } from '../job.ts'
import { readFloats } from '../read-floats.ts'
import { processorTime, readJob, readPictures, trainableParameters } from './job-from-arguments.ts'
import { timed } from './step-clock.ts'

const job = readJob<ExplainingJob>()
const { spec, threads, effort, weights, layer, target, methods, maps } = job

const backend = await useBackend(job.variant as BackendName, { threads })
if (backend.name === 'wasm' && backend.threads !== threads)
  throw new Error(`asked for ${threads} threads, got this: ${backend.reason}`)

const model = buildCnn({ preset: spec.name })
const values = readFloats(weights.path)
let start = 0
const loaded = weights.shapes.map((shape) => {
  const count = countElements(shape)
  start += count
  return tensor(values.subarray(start - count, start), [...shape])
})
model.setWeights(loaded)
dispose(loaded)

const x = tensor4d(readPictures(job), [...job.shape])
const explainer = createExplainer(model, { layer: layer.name })

/** Maps of all pictures, one after the other. */
async function explain(name: MethodName, options: Pick<ExplainBatchOptions, 'batchSize'>): Promise<Float32Array[]> {
  const method = methodByName(name)
  const explanations = await explainer.explainBatch(x, { method, target: { class: target }, ...options })
  return explanations.map(({ upsampled }) => upsampled)
}

const timings: Answer['timings'] = {}
for (const { name, ...options } of methods) {
  timings[name] = await timed(effort, async () => void (await explain(name, options)))
  await writeFile(join(maps, `${name}.f32`), await explain(name, options))
}

const answer: Answer = { parameters: trainableParameters(model), timings, processor: processorTime() }
console.log(JSON.stringify(answer))
