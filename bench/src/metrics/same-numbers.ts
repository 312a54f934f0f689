/** Makes sure that all subjects came to the same numbers. */
import type { Measurement } from '../measurement.ts'

/** Where the formula is exact. */
const exact = 1e-12

/** Ends of an interval whose resamples everyone draws by chance: a few times what they move with another seed. */
const drawn = 2e-3

/** The largest difference of any two subjects in a task's workload; undefined where only one has it. */
export function largestDifference(
  measurements: readonly Measurement[],
  task: string,
  workload: string,
): number | undefined {
  const found = measurements.flatMap(({ task: name, answer }) => {
    const numbers = name === task && !('failed' in answer) ? answer.numbers?.[workload] : undefined
    return numbers === undefined ? [] : [numbers]
  })
  const subjects = new Set(measurements.filter(({ task: name }) => name === task).map(({ subject }) => subject))
  const [first, ...others] = found
  if (first === undefined || subjects.size < 2 || others.length === 0) return undefined
  return Math.max(
    ...others.flatMap((numbers) =>
      numbers.length === first.length ? numbers.map((value, i) => Math.abs(value - first[i]!)) : [Number.NaN],
    ),
  )
}

/** @throws Error where they are not the same */
export function assertSameNumbers(
  measurements: readonly Measurement[],
  task: string,
  workloads: readonly string[],
): void {
  for (const workload of workloads) {
    const difference = largestDifference(measurements, task, workload)
    const tolerance = workload === 'bootstrap' ? drawn : exact
    if (difference !== undefined && !(difference <= tolerance))
      throw new Error(`${workload}, ${task}: the subjects differ by ${difference}, more than ${tolerance}`)
  }
}
