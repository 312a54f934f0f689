/** How much of the machine other programs take meanwhile: where it is much, a measurement says little. */
import { cpus } from 'node:os'

/** Milliseconds that all cores together have computed since the machine started. */
const computed = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)

/** Less than a tenth of the machine is what it takes to start and to end a process. */
export const areDisturbing = (others: number): boolean => others >= 0.1 * cpus().length

/** Starts watching. */
export function watchOtherPrograms(): (own: number) => number {
  const started = performance.now()
  const before = computed()
  /** @param own milliseconds that the measured process has computed @returns cores that the others took on average */
  return (own) => Math.max(0, computed() - before - own) / (performance.now() - started)
}
