/** What the rounds say about each subject. */
import { groupBy } from './group-by.ts'
import type { Measurement } from './measurement.ts'
import { type Workload, workloads } from './job.ts'
import { median, type Spread, spread } from './statistics.ts'

export interface WorkloadSummary {
  /** Milliseconds a picture; in each round the median step. */
  ms: Spread
  /** Times as fast as the reference on as many threads in the same round; missing where that was not measured. */
  speed?: Spread
  /** MiB, the most of all rounds. */
  peak: number
  /** Cores that were busy, the median of the rounds. */
  busy: number
}

export interface Row extends Pick<Measurement, 'network' | 'batch' | 'subject' | 'threads'> {
  /** A workload that a subject has not, or failed in, says why. */
  results: Record<Workload, WorkloadSummary | { refused: string }>
}

const nameOf = ({ network, batch, subject, threads }: Measurement): string =>
  [network, batch, subject, threads].join('/')

/** Milliseconds a picture. */
function pace({ answer, batch }: Measurement, workload: Workload): number | undefined {
  if ('failed' in answer) return undefined
  const timing = answer[workload]
  return 'refused' in timing ? undefined : median(timing.steps) / batch
}

function summariseWorkload(
  rounds: readonly Measurement[],
  all: ReadonlyMap<string, readonly Measurement[]>,
  reference: string,
  workload: Workload,
): Row['results'][Workload] {
  const timings = []
  for (const { answer } of rounds) {
    if ('failed' in answer) return { refused: answer.failed }
    const timing = answer[workload]
    if ('refused' in timing) return timing
    timings.push(timing)
  }
  const references = all.get(nameOf({ ...rounds[0]!, subject: reference })) ?? []
  const speeds = rounds.flatMap((measurement) => {
    const other = references.find(({ round }) => round === measurement.round)
    const [own, others] = [pace(measurement, workload), other && pace(other, workload)]
    return own === undefined || others === undefined ? [] : [others / own]
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
 * A row for each network, batch size, subject and number of threads, in the order in which they were first measured.
 *
 * @param reference the subject whose speed is 1
 */
export function summarise(measurements: readonly Measurement[], reference: string): Row[] {
  const groups = groupBy(measurements, nameOf)
  return [...groups.values()].map((rounds) => {
    const { network, batch, subject, threads } = rounds[0]!
    const of = (workload: Workload) => [workload, summariseWorkload(rounds, groups, reference, workload)] as const
    return { network, batch, subject, threads, results: Object.fromEntries(workloads.map(of)) as Row['results'] }
  })
}
