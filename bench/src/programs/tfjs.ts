/** Measures TensorFlow.js as it comes: `predictOnBatch` and `trainOnBatch`, without a kernel of ours. */
import { oneHot, ready, setBackend, tensor, tensor1d } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { buildCnn } from '@convlens/model'
import type { Answer, TrainingJob } from '../job.ts'
import { processorTime, readJob, readPictures, trainableParameters } from './job-from-arguments.ts'
import { timed } from './step-clock.ts'

const job = readJob<TrainingJob>()
const { spec, effort, shape, labels } = job

if (job.variant === 'wasm') await import('@tensorflow/tfjs-backend-wasm')
else await import('@tensorflow/tfjs-node')
await setBackend(job.variant)
await ready()

const model = buildCnn({ preset: spec.name })
const loss = { 'binary-crossentropy': 'binaryCrossentropy', 'categorical-crossentropy': 'categoricalCrossentropy' }
model.compile({ optimizer: 'adam', loss: loss[spec.loss] })
const x = tensor(readPictures(job), [...shape])
const y = oneHot(tensor1d([...labels], 'int32'), 2)

async function predictStep(): Promise<void> {
  const output = model.predictOnBatch(x) as Tensor
  await output.data()
  output.dispose()
}

async function trainStep(): Promise<void> {
  const value = await model.trainOnBatch(x, y)
  if (!Number.isFinite(value)) throw new Error(`the loss became ${String(value)}`)
}

/** Stock wasm lacks the gradient of a convolution's filter: its own words are the reason. */
const refused = (error: unknown) => ({
  refused: error instanceof Error ? error.message.split('\n')[0]! : String(error),
})

const answer: Answer = {
  parameters: trainableParameters(model),
  timings: { predict: await timed(effort, predictStep), train: await timed(effort, trainStep).catch(refused) },
  processor: processorTime(),
}
console.log(JSON.stringify(answer))
