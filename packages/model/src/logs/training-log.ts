/** What every log of a training run answers to. */
import type { BatchInfo, EpochResult } from '../training/options.ts'

/**
 * Takes down what happens. A training loop, or whoever consumes it, calls it: `batch` after each step, `epoch` after each
 * epoch, `close` once at the end, however the run ended.
 */
export interface TrainingLog {
  /** For every step in turn. A log without it takes down epochs alone. */
  batch?(info: BatchInfo): void
  /** For every epoch in turn, those included that a resumed training restores: a log passes over what it has already. */
  epoch(result: EpochResult): void | Promise<void>
  close(): Promise<void>
}

/** How a log begins. */
export interface LogOptions {
  /**
   * Go on with what an interrupted run left. A torn end is taken out at once. The first step or epoch that comes says where the
   * training goes on: what the log holds of that moment and later ones is taken out then, so that nothing is there twice.
   * Default false: a log of its own.
   */
  resume?: boolean
}
