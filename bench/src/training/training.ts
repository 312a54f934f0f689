/** Training and prediction: what is measured, and how it is told. */
import type { PresetName } from '@convlens/model'
import type { Comparison } from '../comparison.ts'
import type { TrainingJob } from '../job.ts'
import { type NetworkTask, networkJobs, networkTasks } from '../network-tasks.ts'
import type { TrainingOptions } from '../options.ts'
import { report } from '../report.ts'
import { assertSameNetwork } from '../same-network.ts'
import { summarise } from '../summary.ts'
import { reference, subjects } from './subjects.ts'

/** `covid-xray` trains covid-seed in parts of 8 pictures, as whole batches are more than wasm can hold. */
const microBatches: Partial<Record<PresetName, number>> = { 'covid-seed': 8 }

const workloads = ['train', 'predict']

export function training({ network, batch, cores }: TrainingOptions): Comparison<NetworkTask> {
  // A first step also compiles, plans and asks for memory; the second one is as fast as those after it.
  const jobFor = networkJobs({ warmUp: { steps: 1, seconds: 0.3 }, timed: { steps: 2, seconds: 0.5 } })
  return {
    subjects,
    tasks: networkTasks(network, batch),
    threads: cores,
    async jobFor(turn, folder) {
      const microBatch = microBatches[turn.task.network]
      const job: TrainingJob = { ...(await jobFor(turn, folder)), ...(microBatch !== undefined && { microBatch }) }
      return job
    },
    check: async (_, all) => assertSameNetwork(all),
    conclude(measurements, titleOf) {
      const rows = summarise(measurements, [reference.id], workloads)
      return {
        text: report(rows, workloads, titleOf),
        ms: 'Each round is the median of its steps, after a warm-up.',
        speed: `times as fast as ${reference.title} on as many threads, round by round; above 1 is faster.`,
        numbers: { rows },
      }
    },
  }
}
