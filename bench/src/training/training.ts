/** Training and prediction: what is measured, and how it is told. */
import type { PresetName } from '@convlens/model'
import type { Comparison } from '../comparison.ts'
import { report } from '../report.ts'
import { summarise } from '../summary.ts'
import { reference, subjects } from './subjects.ts'

/** `covid-xray` trains covid-seed in parts of 8 pictures, as whole batches are more than wasm can hold. */
const microBatches: Partial<Record<PresetName, number>> = { 'covid-seed': 8 }

const workloads = ['train', 'predict']

export function training(networks: readonly PresetName[]): Comparison {
  return {
    subjects,
    networks,
    // A first step also compiles, plans and asks for memory; the second one is as fast as those after it.
    effort: { warmUp: { steps: 1, seconds: 0.3 }, timed: { steps: 2, seconds: 0.5 } },
    details: ({ network }) => {
      const microBatch = microBatches[network]
      return microBatch === undefined ? {} : { microBatch }
    },
    conclude(measurements, titleOf) {
      const rows = summarise(measurements, [reference.id], workloads)
      return {
        text: report(rows, workloads, titleOf),
        speed: `times as fast as ${reference.title} on as many threads, round by round; above 1 is faster.`,
        numbers: { rows },
      }
    },
  }
}
