/** One trial of a search: what was tried and what came of it. */
import type { SettingValue, Settings, Space } from './space.ts'

/** What a trial is to do; plain data that can go to another process. */
export interface TrialTask<S extends Space = Space> {
  /** 0-based; settings and seed follow from it. */
  trial: number
  settings: Settings<S>
  /** An integer of this trial's own, 0 to 2^32 - 1. Use one seed for all instead where trials should differ in settings only. */
  seed: number
}

/** A trial that ended. Plain data: save it and hand it in again as `done`. */
export interface Trial<S extends Space = Space> extends TrialTask<S> {
  /** Names settings, number and `config`; a trial is taken up again only where all are the same. */
  key: string
  /** `pruned`: ended early, as it was worse than others were at that point. */
  status: 'done' | 'pruned' | 'failed'
  /** What the trial returned; only of `done`. */
  value?: number
  /** What it told on its way. */
  reports: number[]
  /** Why it failed; only of `failed`. */
  error?: string
}

/** A trial as one flat row, for a table or a file: settings are columns beside `trial`, `status`, `value` and `error`. */
export type TrialRow = Record<string, SettingValue | null>

/**
 * Trials as rows of a table, best first, those without a value last.
 *
 * @example
 * ```ts
 * const rows = trialRows(trials, 'minimise') // [{ trial: 4, status: 'done', value: 0.21, error: null, learningRate: 0.001 }, ...]
 * ```
 */
export function trialRows(trials: readonly Trial[], goal: 'minimise' | 'maximise'): TrialRow[] {
  const rank = ({ value }: Trial): number => (value === undefined ? Infinity : goal === 'minimise' ? value : -value)
  return [...trials]
    .sort((one, two) => (rank(one) === rank(two) ? one.trial - two.trial : rank(one) - rank(two)))
    .map(({ trial, status, value, error, settings }) =>
      Object.assign({ trial, status, value: value ?? null, error: error ?? null }, settings),
    )
}
