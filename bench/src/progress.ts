/** A line for each measurement, while it all runs. */
import type { Measurement } from './measurement.ts'
import { areDisturbing } from './other-programs.ts'
import { median } from './statistics.ts'

export function progressLine({ network, batch, round, threads, others, answer }: Measurement, title: string): string {
  const what = `round ${round + 1}  ${network} x ${batch}  ${title}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  if ('failed' in answer) return `${what}: failed (${answer.failed})`
  const figures = Object.entries(answer.timings).map(([workload, timing]) => {
    return 'refused' in timing ? `${workload}: no` : `${workload} ${(median(timing.steps) / batch).toFixed(1)} ms`
  })
  return `${what}: ${figures.join(', ')} a picture${areDisturbing(others) ? ` (others took ${others.toFixed(1)} cores)` : ''}`
}
