/** What the epochs over picture files say. */
import type { Measurement } from '../measurement.ts'
import { report } from '../report.ts'
import { type Row, summarise } from '../summary.ts'
import { bestWorkers } from './best-workers.ts'
import { loadingReferences } from './subjects.ts'

/** What every loader is measured in, the second one after the first. */
const workloads = ['first epoch', 'later epochs']
const later = workloads.slice(1)

export interface LoadingConclusion {
  text: string[]
  /** Of all numbers of workers. */
  rows: Row[]
  /** Later epochs with the best one. */
  best: Row[]
}

/** @param differences of pictures that all loaded without augmentation: the largest mean of each task */
export function concludeLoading(
  measurements: readonly Measurement[],
  differences: readonly number[],
  titleOf: (subject: string) => string,
): LoadingConclusion {
  const references = loadingReferences.map(({ id }) => id)
  const rows = summarise(measurements, references, workloads)
  const best = bestWorkers(rows, measurements, references, later[0]!)
  if (rows.length === 0) return { text: [], rows, best }
  const text = [
    report(rows, workloads, titleOf, 'workers'),
    'Everyone with the number of workers that suits best, beside the faster PyTorch with its own:',
    report(best, later, titleOf, 'workers'),
  ]
  if (differences.length > 0)
    text.push(
      'Without augmentation all loaded the same pictures: ' +
        `of none the mean difference is above ${Math.max(...differences).toPrecision(2)} of 0..1.`,
    )
  return { text, rows, best }
}
