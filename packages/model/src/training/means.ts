/** Means over samples, whatever the sizes of the batches. */
import type { StepResult } from './step.ts'

/** Sums that a mean is made of; JSON. */
export interface Sums {
  samples: number
  loss: number
  correct: number
}

export class Means {
  #sums: Sums

  constructor(sums: Sums = { samples: 0, loss: 0, correct: 0 }) {
    this.#sums = { ...sums }
  }

  add({ loss, correct }: Pick<StepResult, 'loss' | 'correct'>, samples: number): void {
    this.#sums.samples += samples
    this.#sums.loss += loss * samples
    this.#sums.correct += correct
  }

  get samples(): number {
    return this.#sums.samples
  }

  get loss(): number {
    return this.#sums.loss / this.#sums.samples
  }

  get accuracy(): number {
    return this.#sums.correct / this.#sums.samples
  }

  toJSON(): Sums {
    return { ...this.#sums }
  }
}
