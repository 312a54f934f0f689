/** A line for each measurement, while it all runs. */
import type { Measurement } from './measurement.ts'
import { areDisturbing } from './other-programs.ts'
import { short } from './report.ts'
import { median } from './statistics.ts'
import type { Subject } from './subject.ts'

export function progressLine(
  { task, pictures, round, threads, others, answer }: Measurement,
  { title, counts, per = 'a picture' }: Subject,
): string {
  const many = counts ?? 'threads'
  const what = `round ${round + 1}  ${task}  ${title}, ${threads} ${threads === 1 ? many.slice(0, -1) : many}`
  if ('failed' in answer) return `${what}: failed (${answer.failed})`
  const figures = Object.entries(answer.timings).map(([workload, timing]) => {
    return 'refused' in timing ? `${workload}: no` : `${workload} ${short(median(timing.steps) / pictures)} ms`
  })
  return `${what}: ${figures.join(', ')} ${per}${areDisturbing(others) ? ` (others took ${others.toFixed(1)} cores)` : ''}`
}
