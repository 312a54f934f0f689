/** The result for people: a table for each task. */
import { groupBy } from './group-by.ts'
import type { Spread } from './statistics.ts'
import type { Row, WorkloadSummary } from './summary.ts'
import { table } from './table.ts'

/** Two digits or three, fewer only of numbers below .01. */
export function short(value: number): string {
  if (value >= 100) return value.toFixed(0)
  return value.toFixed(value >= 10 ? 1 : value >= 0.1 ? 2 : 3)
}

/** `65.0 (63.1-70.2)`: the median of the rounds with the least and the most; of one round the number alone. */
export function withSpread({ median, low, high }: Spread): string {
  return low === high ? short(median) : `${short(median)} (${short(low)}-${short(high)})`
}

function cells(result: WorkloadSummary | { refused: string } | undefined): [ms: string, speed: string] {
  if (result === undefined) return ['-', '']
  if ('refused' in result) return ['no', '']
  return [withSpread(result.ms), result.speed === undefined ? '' : withSpread(result.speed)]
}

function peak({ results }: Row): string {
  const peaks = Object.values(results).flatMap((result) => ('refused' in result ? [] : [result.peak]))
  return peaks.length === 0 ? '' : Math.max(...peaks).toFixed(0)
}

function line(row: Row, workloads: readonly string[], titleOf: (subject: string) => string): string[] {
  const figures = workloads.flatMap((workload) => cells(row.results[workload]))
  return [titleOf(row.subject), String(row.threads), ...figures, peak(row)]
}

/** What the word `no` in a table stands for, once for each reason. */
export function reasons(rows: readonly Row[], titleOf: (subject: string) => string): string[] {
  const lines = rows.flatMap(({ subject, results }) =>
    Object.entries(results).flatMap(([workload, result]) =>
      'refused' in result ? [`no ${workload} with ${titleOf(subject)}: ${result.refused}`] : [],
    ),
  )
  return [...new Set(lines)]
}

/** @param counts what the number of threads is of */
export function report(
  rows: readonly Row[],
  workloads: readonly string[],
  titleOf: (subject: string) => string,
  counts: 'threads' | 'workers' = 'threads',
): string {
  const heads = ['', counts, ...workloads.flatMap((workload) => [`${workload} ms`, 'speed']), 'peak MiB']
  const parts: string[] = []
  for (const [title, group] of groupBy(rows, ({ task }) => task)) {
    const lines = group.map((row) => line(row, workloads, titleOf))
    parts.push(title, table([heads, ...lines]))
  }
  return [...parts, ...reasons(rows, titleOf)].join('\n\n')
}
