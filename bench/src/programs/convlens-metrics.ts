/** Measures ours: rankings of @convlens/metrics. */
import { readFileSync } from 'node:fs'
import { aucInterval, averagePrecision, bootstrapAuc, rocAuc } from '@convlens/metrics'
import type { Answer, RankingJob } from '../job.ts'
import { processorTime, readJob } from './job-from-arguments.ts'
import { timed } from './step-clock.ts'

const { labels, scores, patients, resamples, workloads, effort } = readJob<RankingJob>()

/** A buffer of its own, which begins where numbers may. */
const bytes = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer

const yTrue = new Uint8Array(bytes(labels))
const yScore = scores.type === 'float32' ? new Float32Array(bytes(scores.path)) : new Float64Array(bytes(scores.path))
const groups = patients === undefined ? undefined : new Uint32Array(bytes(patients))

const known: Record<string, () => number[]> = {
  AUC: () => [rocAuc(yTrue, yScore)],
  'average precision': () => [averagePrecision(yTrue, yScore)],
  DeLong: () => {
    const { value, standardError } = aucInterval(yTrue, yScore)
    return [value, standardError]
  },
  bootstrap: () => {
    const { value, low, high } = bootstrapAuc(yTrue, yScore, { ...(groups && { groups }), resamples, seed: 7 })
    return [value, low, high]
  },
}

const timings: Answer['timings'] = {}
const numbers: Record<string, number[]> = {}
for (const workload of workloads) {
  timings[workload] = await timed(effort, async () => {
    numbers[workload] = known[workload]!()
  })
}

const answer: Answer = { timings, numbers, processor: processorTime() }
console.log(JSON.stringify(answer))
