/** Measures ours: `predict` and `train` of @convlens/model on a backend of @convlens/backend. */
import { useBackend } from '@convlens/backend/node'
import type { BackendName } from '@convlens/backend/node'
import { buildCnn, predict, train } from '@convlens/model'
import type { TrainingBatch } from '@convlens/model'
import type { Answer, TrainingJob } from '../job.ts'
import { processorTime, readJob, readPictures, trainableParameters } from './job-from-arguments.ts'
import { StepClock } from './step-clock.ts'

const job = readJob<TrainingJob>()
const { spec, threads, effort, shape, labels, microBatch } = job
const batch: TrainingBatch = { x: readPictures(job), shape, y: Int32Array.from(labels) }

const backend = await useBackend(job.variant as BackendName, { threads })
if (backend.name === 'wasm' && backend.threads !== threads)
  throw new Error(`asked for ${threads} threads, got this: ${backend.reason}`)
const model = buildCnn({ preset: spec.name })

/** The batch again and again, each time counted as a step once it comes back for more. */
async function* repeated(clock: StepClock): AsyncGenerator<TrainingBatch> {
  while (clock.wantsMore()) {
    yield batch
    clock.lap()
  }
}

const predicting = new StepClock(effort)
await predict(model, repeated(predicting))
const predictTiming = predicting.timing()

const training = new StepClock(effort)
const epochs = train(
  model,
  { train: () => repeated(training) },
  { epochs: 1, loss: spec.loss, ...(microBatch !== undefined && { microBatch }) },
)
for await (const { loss } of epochs) if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`)

const answer: Answer = {
  parameters: trainableParameters(model),
  timings: { predict: predictTiming, train: training.timing() },
  processor: processorTime(),
}
console.log(JSON.stringify(answer))
