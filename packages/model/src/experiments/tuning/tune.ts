/** Search for good settings: a grid, or seeded random draws. */
import { keyedState, nextWord } from '../../build/keyed-random.ts'
import { resultKey } from '../result-key.ts'
import { type Task, runLimited } from '../task.ts'
import { type PruningOptions, checkPruning, isWorseThanMedian } from './median-rule.ts'
import { type SettingValue, type Settings, type Space, checkSpace, drawSettings, gridOf, sizeOf } from './space.ts'
import type { Trial, TrialTask } from './trial.ts'

/** What is searched, how and how long. */
export interface SearchOptions<S extends Space> {
  /** What is chosen from: `{ learningRate: { logUniform: [1e-4, 1e-1] }, filters: { choice: [8, 16] } }` */
  space: S
  /** `random` (default; Bergstra and Bengio 2012), or `grid`: every combination. */
  search?: 'random' | 'grid'
  /** How many trials; needed for `random`, and for a grid at most so many of its combinations. */
  trials?: number
  /** Chooses the random settings, and the trials' seeds. Default 0. */
  seed?: number
  /** What is wanted of a trial's value. */
  goal: 'minimise' | 'maximise'
  /** Ends trials early by their reports; without it all are finished. */
  pruning?: PruningOptions
  /** No trial starts after this time, which begins with the call. */
  seconds?: number
}

export interface TuneOptions<S extends Space> extends SearchOptions<S> {
  /**
   * Tries the settings and returns a value, on validation pictures. `context.report(value)` tells an interim one; it is rejected where
   * the trial is to end. A task of `processPool` (`@convlens/model/node`) does so in another process.
   */
  run: Task<TrialTask<S>, number>
  /** How many run at once; default 1. With a pool: its size. The result does not depend on it. */
  concurrency?: number
  /** Every setting `run` depends on besides `space`, as JSON: `done` trials made with others are not taken up. */
  config?: unknown
  /**
   * Trials of an earlier search, which are not run again; leave failed ones out to have them run again. Those of other settings are
   * passed over. With more `trials` than then, the search goes on from there.
   */
  done?: readonly Trial<S>[]
  /** Whether a trial that fails is noted while the others go on (default), or ends everything. */
  onFailure?: 'continue' | 'stop'
  /** Ends the search; rejected with its reason when the trials under way have ended. */
  signal?: AbortSignal
  /** Called, and awaited, after each trial that was run, in the order in which they end: the place to save it. */
  onTrial?: (trial: Trial<S>) => unknown
}

export interface Tuning<S extends Space> {
  /** By number. */
  trials: Trial<S>[]
  /** The best value; of equals the first. Undefined where no trial was finished. */
  best?: Trial<S>
  /** How many of `done` were taken up. */
  resumed: number
  /** Trials that did not start, as the time was up. */
  skipped: number
}

/**
 * Searches a space for the settings with the best value. The settings and the seed of a trial depend on `seed` and its number alone,
 * and a combination that came before is not tried twice, so that the result depends neither on `concurrency` nor on the order in
 * which trials end; only `seconds` brings in the clock.
 *
 * The best value of many is too good: what it was measured on helped to choose it. Report one from pictures that had no part in this.
 *
 * @throws RangeError for a bad option; a trial's error where `onFailure` is `stop`; the reason of `signal`
 * @example
 * ```ts
 * const { best, trials } = await tune({
 *   space: { learningRate: { logUniform: [1e-4, 1e-1] }, filters: { choice: [8, 16] } },
 *   trials: 20,
 *   goal: 'minimise',
 *   async run({ settings, seed }, { report, signal }) {
 *     const model = buildCnn({ input: [8, 8, 1], filters: [settings.filters], seed })
 *     const optimizer = { name: 'adam', learningRate: settings.learningRate } as const
 *     let least = Infinity
 *     for await (const { valLoss = NaN } of train(model, data, { epochs: 10, seed, optimizer, signal })) {
 *       least = Math.min(least, valLoss)
 *       await report(valLoss)
 *     }
 *     return least
 *   },
 *   pruning: { rule: 'median' },
 * })
 * ```
 */
export async function tune<const S extends Space>(options: TuneOptions<S>): Promise<Tuning<S>> {
  const { run, goal, seed = 0, pruning, seconds, done = [], concurrency, signal } = options
  checkOptions(options)
  const plan = planOf(options).map((settings, trial): TrialTask<S> & { key: string } => ({
    trial,
    settings: settings as Settings<S>,
    seed: nextWord(keyedState('trial', seed, trial)),
    key: `${trial}-${resultKey({ config: options.config, settings, seed, goal, pruning })}`,
  }))
  const known = new Map(done.map((trial) => [trial.key, trial]))
  const found: Trial<S>[] = []
  const round = pruning === undefined ? Math.max(1, plan.length) : (pruning.round ?? 5)
  const warmUp = pruning?.warmUp ?? 1
  const sign = goal === 'minimise' ? 1 : -1
  const deadline = seconds === undefined ? Infinity : performance.now() + seconds * 1000
  let resumed = 0

  for (let start = 0; start < plan.length; start += round) {
    const finished = found.filter(({ status }) => status === 'done').map(({ reports }) => reports.map((r) => sign * r))
    const waiting: typeof plan = []
    for (const planned of plan.slice(start, start + round)) {
      const before = known.get(planned.key)
      if (before === undefined) waiting.push(planned)
      else found.push(before)
    }
    resumed += Math.min(round, plan.length - start) - waiting.length
    await runLimited(waiting, { concurrency, signal }, async ({ key, ...task }, stopped) => {
      if (performance.now() >= deadline) return
      const reports: number[] = []
      let isPruned = false
      const report = async (value: unknown): Promise<void> => {
        reports.push(checkedValue('report', value))
        if (pruning === undefined || reports.length <= warmUp) return
        isPruned ||= isWorseThanMedian(
          reports.map((r) => sign * r),
          finished,
        )
        if (isPruned) throw new Error(`trial ${task.trial}: pruned after ${reports.length} reports`)
      }
      let trial: Trial<S>
      try {
        const value = checkedValue('value', await run(task, { signal: stopped, report }))
        trial = isPruned
          ? { ...task, key, status: 'pruned', reports }
          : { ...task, key, status: 'done', value, reports }
      } catch (error) {
        if (stopped.aborted) return
        if (!isPruned && options.onFailure === 'stop') throw error
        const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        trial = { ...task, key, reports, ...(isPruned ? { status: 'pruned' } : { status: 'failed', error: what }) }
      }
      found.push(trial)
      await options.onTrial?.(trial)
    })
  }

  found.sort((one, two) => one.trial - two.trial)
  const better = (one: Trial<S> | undefined, two: Trial<S>): Trial<S> | undefined =>
    two.value !== undefined && (one === undefined || sign * two.value < sign * one.value!) ? two : one
  const best = found.reduce<Trial<S> | undefined>(better, undefined)
  const skipped = plan.length - found.length
  return { trials: found, ...(best === undefined ? {} : { best }), resumed, skipped }
}

function checkedValue(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new RangeError(`${name}: expected a finite number, got ${String(value)}`)
}

function checkOptions({
  space,
  search = 'random',
  trials,
  seed = 0,
  goal,
  pruning,
  seconds,
}: SearchOptions<Space>): void {
  checkSpace(space)
  if (search !== 'random' && search !== 'grid')
    throw new RangeError(`search: expected 'random' or 'grid', got '${String(search)}'`)
  if (goal !== 'minimise' && goal !== 'maximise')
    throw new RangeError(`goal: expected 'minimise' or 'maximise', got '${String(goal)}'`)
  if (!Number.isInteger(seed)) throw new RangeError(`seed: expected an integer, got ${seed}`)
  if (trials === undefined ? search === 'random' : !(Number.isInteger(trials) && trials >= 1))
    throw new RangeError(`trials: expected an integer of at least 1, got ${trials}`)
  if (seconds !== undefined && !(seconds > 0))
    throw new RangeError(`seconds: expected a positive number, got ${seconds}`)
  if (pruning !== undefined) checkPruning(pruning)
}

/** The settings of all trials. Random ones do not depend on how many are wanted: more trials go on where fewer ended. */
function planOf({
  space,
  search = 'random',
  trials = Infinity,
  seed = 0,
}: SearchOptions<Space>): Record<string, SettingValue>[] {
  if (search === 'grid') return gridOf(space).slice(0, trials)
  const seen = new Set<string>()
  const plan: Record<string, SettingValue>[] = []
  const size = sizeOf(space)
  let repeated = 0
  for (let attempt = 0; plan.length < trials && seen.size < size; attempt++) {
    const settings = drawSettings(space, seed, attempt)
    const text = JSON.stringify(settings)
    if (seen.has(text)) {
      // Two numbers may lie so close that there is nothing left in between.
      if (++repeated > 10_000 && size === Infinity) break
      continue
    }
    repeated = 0
    seen.add(text)
    plan.push(settings)
  }
  return plan
}
