/** Times steps after a warm-up. */
import process from 'node:process'
import type { Effort, Timing } from '../job.ts'

/**
 * The same clock for a loop of ours and for one that a library runs:
 *
 * ```ts
 * while (clock.wantsMore()) {
 *   await step()
 *   clock.lap()
 * }
 * ```
 */
export class StepClock {
  readonly #effort: Effort
  #warm = false
  #steps: number[] = []
  #started = performance.now()
  #last = performance.now()
  #processor = process.cpuUsage()

  constructor(effort: Effort) {
    this.#effort = effort
  }

  lap(): void {
    const now = performance.now()
    this.#steps.push(now - this.#last)
    this.#last = now
  }

  wantsMore(): boolean {
    if (!this.#warm && this.#reached(this.#effort.warmUp)) {
      this.#warm = true
      this.#steps = []
      this.#started = this.#last = performance.now()
      this.#processor = process.cpuUsage()
    }
    return !this.#warm || !this.#reached(this.#effort.timed)
  }

  #reached({ steps, seconds }: Effort['warmUp']): boolean {
    return this.#steps.length >= steps && performance.now() - this.#started >= 1000 * seconds
  }

  timing(): Timing {
    const { user, system } = process.cpuUsage(this.#processor)
    return {
      steps: this.#steps,
      busy: (user + system) / 1000 / (performance.now() - this.#started),
      peak: process.resourceUsage().maxRSS / 1024,
    }
  }
}

/** Calls `step` for the warm-up, then for the measurement. */
export async function timed(effort: Effort, step: () => Promise<void>): Promise<Timing> {
  const clock = new StepClock(effort)
  while (clock.wantsMore()) {
    await step()
    clock.lap()
  }
  return clock.timing()
}
