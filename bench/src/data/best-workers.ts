/** Every loader with the number of workers that suits it best. */
import { groupBy } from '../group-by.ts'
import type { Measurement } from '../measurement.ts'
import { type Row, summarise } from '../summary.ts'

const nameOf = ({ task, subject }: Pick<Row, 'task' | 'subject'>): string => `${task}/${subject}`

/** Milliseconds a picture; endless where there is none. */
function pace({ results }: Row, workload: string): number {
  const result = results[workload]
  return result === undefined || 'refused' in result ? Number.POSITIVE_INFINITY : result.ms.median
}

/**
 * A row for each task and subject; the speed is that beside the fastest reference, which has its own number of workers.
 *
 * @param rows of all numbers of workers
 */
export function bestWorkers(
  rows: readonly Row[],
  measurements: readonly Measurement[],
  references: readonly string[],
  workload: string,
): Row[] {
  const best = new Map(
    [...groupBy(rows, nameOf)].map(([name, group]) => {
      const fastest = group.reduce((one, other) => (pace(other, workload) < pace(one, workload) ? other : one))
      return [name, fastest.threads]
    }),
  )
  // Speeds are taken among those with as many workers: here they all have the same.
  const alike = measurements.flatMap((measurement) =>
    best.get(nameOf(measurement)) === measurement.threads ? [{ ...measurement, threads: 0 }] : [],
  )
  return summarise(alike, references, [workload]).map(({ task, pictures, subject, results }) => {
    return { task, pictures, subject, results, threads: best.get(nameOf({ task, subject }))! }
  })
}
