/** Makes sure that all subjects computed the same network. */
import { groupBy } from './group-by.ts'
import type { Measurement } from './measurement.ts'

/** @throws Error where two subjects counted different numbers of parameters for one task */
export function assertSameNetwork(measurements: readonly Measurement[]): void {
  for (const [task, group] of groupBy(measurements, (measurement) => measurement.task)) {
    const counts = new Map(
      group.flatMap(({ subject, answer }) => ('failed' in answer ? [] : [[subject, answer.parameters] as const])),
    )
    if (new Set(counts.values()).size <= 1) continue
    const list = [...counts].map(([subject, count]) => `${subject} ${count}`).join(', ')
    throw new Error(`${task}: the subjects built different networks, with trainable parameters: ${list}`)
  }
}
