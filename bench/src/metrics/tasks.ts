/** Scores to rank, drawn for the purpose: the same for everyone. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Task } from '../comparison.ts'
import type { Effort, RankingJob } from '../job.ts'
import type { MetricsOptions } from '../options.ts'

export interface RankingTask extends Task {
  file: string
  count: number
  /** How a score is stored, and what becomes of it first. */
  type: 'float32' | 'float64'
  shape: 'as drawn' | 'rounded' | 'sorted'
  workloads: readonly string[]
}

/** Several pictures of each patient, as many as there are patients in such a study. */
const bootstrapped = 10_000
const patients = 4000

const ranking = ['AUC', 'average precision', 'DeLong']

export function rankingTasks({
  scores: count,
  resamples,
}: Pick<MetricsOptions, 'scores' | 'resamples'>): RankingTask[] {
  const many = count.toLocaleString('en')
  const task = (file: string, name: string, change: Partial<RankingTask>): RankingTask => ({
    file,
    name: `${many} scores, ${name}`,
    // Milliseconds are of a call.
    pictures: 1,
    count,
    type: 'float64',
    shape: 'as drawn',
    workloads: ranking,
    ...change,
  })
  return [
    task('float64', 'float64', {}),
    task('float32', 'float32', { type: 'float32' }),
    task('ties', 'float64 of two decimals', { shape: 'rounded' }),
    task('sorted', 'float64, sorted', { shape: 'sorted' }),
    task('bootstrap', '', {
      name:
        `${resamples} bootstrap resamples of ${bootstrapped.toLocaleString('en')} scores ` +
        `of ${patients.toLocaleString('en')} patients`,
      count: bootstrapped,
      workloads: ['bootstrap'],
    }),
  ]
}

/** mulberry32. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** An AUC of about .83, two of five positive; every score is a sum of two draws and fills its 53 bits. */
export function drawScores({ count, type, shape }: Pick<RankingTask, 'count' | 'type' | 'shape'>): {
  labels: Uint8Array
  scores: Float32Array | Float64Array
} {
  const draw = random(count)
  const labels = Uint8Array.from({ length: count }, () => Number(draw() < 0.4))
  const drawn = Float64Array.from(labels, (label) => 0.7 * (draw() + draw() / 2 ** 20) + 0.29 * label)
  if (shape === 'rounded') return { labels, scores: drawn.map((score) => Math.round(score * 100) / 100) }
  if (type === 'float32') return { labels, scores: Float32Array.from(drawn) }
  if (shape === 'as drawn') return { labels, scores: drawn }
  const order = Uint32Array.from(drawn, (_, i) => i).sort((a, b) => drawn[a]! - drawn[b]!)
  return { labels: Uint8Array.from(order, (i) => labels[i]!), scores: Float64Array.from(order, (i) => drawn[i]!) }
}

const ranked: Effort = { warmUp: { steps: 2, seconds: 0.5 }, timed: { steps: 5, seconds: 1 } }

/** Each call is thousands of them already. */
const resampled: Effort = { warmUp: { steps: 0, seconds: 0 }, timed: { steps: 2, seconds: 1 } }

/** Writes a task's scores. @returns what everyone is asked */
export async function writeScores(
  task: RankingTask,
  resamples: number,
  folder: string,
): Promise<Omit<RankingJob, 'variant'>> {
  const { labels, scores } = drawScores(task)
  const path = (name: string): string => join(folder, `${task.file}-${name}`)
  await writeFile(path('labels.u8'), labels)
  await writeFile(path('scores'), scores)
  const isBootstrap = task.workloads.includes('bootstrap')
  if (isBootstrap) {
    const draw = random(7)
    const units = Uint32Array.from({ length: task.count }, () => Math.floor(draw() * patients))
    await writeFile(path('patients.u32'), units)
  }
  return {
    threads: 1,
    effort: isBootstrap ? resampled : ranked,
    labels: path('labels.u8'),
    scores: { path: path('scores'), type: task.type },
    ...(isBootstrap && { patients: path('patients.u32') }),
    resamples,
    workloads: task.workloads,
  }
}
