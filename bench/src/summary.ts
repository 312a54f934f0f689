/** What the rounds say about each subject. */
import { groupBy } from './group-by.ts'
import type { Measurement } from './measurement.ts'
import { median, type Spread, spread } from './statistics.ts'

export interface WorkloadSummary {
  /** Milliseconds a picture; in each round the median step. */
  ms: Spread
  /** Times as fast as the faster reference on as many threads in the same round; missing where none was measured. */
  speed?: Spread
  /** MiB, the most of all rounds. */
  peak: number
  /** Cores that were busy, the median of the rounds. */
  busy: number
}

export interface Row extends Pick<Measurement, 'task' | 'pictures' | 'subject' | 'threads'> {
  /** By workload; one that a subject has not, or failed in, says why. */
  results: Record<string, WorkloadSummary | { refused: string }>
}

const nameOf = ({ task, subject, threads }: Measurement): string => [task, subject, threads].join('/')

/** Milliseconds a picture. */
function pace({ answer, pictures }: Measurement, workload: string): number | undefined {
  if ('failed' in answer) return undefined
  const timing = answer.timings[workload]
  return timing === undefined || 'refused' in timing ? undefined : median(timing.steps) / pictures
}

function summariseWorkload(
  rounds: readonly Measurement[],
  all: ReadonlyMap<string, readonly Measurement[]>,
  references: readonly string[],
  workload: string,
): Row['results'][string] | undefined {
  const timings = []
  for (const { answer } of rounds) {
    if ('failed' in answer) return { refused: answer.failed }
    const timing = answer.timings[workload]
    if (timing === undefined) return undefined
    if ('refused' in timing) return timing
    timings.push(timing)
  }
  const others = references.flatMap((subject) => all.get(nameOf({ ...rounds[0]!, subject })) ?? [])
  const speeds = rounds.flatMap((measurement) => {
    const paces = others.flatMap((other) => (other.round === measurement.round ? (pace(other, workload) ?? []) : []))
    return paces.length === 0 ? [] : [Math.min(...paces) / pace(measurement, workload)!]
  })
  const speed = spread(speeds)
  return {
    ms: spread(rounds.map((measurement) => pace(measurement, workload)!))!,
    ...(speed && { speed }),
    peak: Math.max(...timings.map(({ peak }) => peak)),
    busy: median(timings.map(({ busy }) => busy)),
  }
}

/**
 * A row for each task, subject and number of threads that had one of the workloads, in the order in which they were first
 * measured.
 *
 * @param references subjects; the speed of the faster one is 1
 */
export function summarise(
  measurements: readonly Measurement[],
  references: readonly string[],
  workloads: readonly string[],
): Row[] {
  const groups = groupBy(measurements, nameOf)
  return [...groups.values()].flatMap((rounds) => {
    const { task, pictures, subject, threads } = rounds[0]!
    const results: Row['results'] = {}
    for (const workload of workloads) {
      const result = summariseWorkload(rounds, groups, references, workload)
      if (result !== undefined) results[workload] = result
    }
    return Object.keys(results).length === 0 ? [] : [{ task, pictures, subject, threads, results }]
  })
}
