import { assert, asyncProperty, boolean, integer, nat, record } from 'fast-check'
import { describe, expect, it } from 'vitest'

import { isWorseThanMedian } from './median-rule.ts'
import { trialRows } from './trial.ts'
import { type TuneOptions, tune } from './tune.ts'

const space = {
  rate: { logUniform: [1e-4, 1e-1] },
  drop: { uniform: [0, 0.5] },
  depth: { integer: [1, 3] },
  head: { choice: ['gap', 'flatten'] },
} as const
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
/** Least at a rate of 1e-2, for depth 2. */
const loss = ({ rate, depth }: { rate: number; depth: number }): number =>
  Math.log10(rate / 1e-2) ** 2 + Math.abs(depth - 2)

type OfX = { settings: { x: number } }
const squared = async ({ settings: { x } }: OfX): Promise<number> => x * x
const partlyBad = async ({ settings: { x } }: OfX): Promise<number> => {
  if (x === 0) throw new TypeError('no memory')
  return x === 1 ? Number.NaN : x
}
const slow = async (): Promise<number> => {
  await pause(30)
  return 1
}

describe('tune', () => {
  it('draws every setting over its whole range, each kind as it says', async () => {
    const { trials } = await tune({ space, trials: 400, goal: 'minimise', run: async ({ settings }) => loss(settings) })
    const share = (test: (s: (typeof trials)[number]['settings']) => boolean): number =>
      trials.filter(({ settings }) => test(settings)).length / 400
    // Half of the logarithms, thirds and halves: within four standard deviations (.1) of 400 draws.
    for (const [found, expected] of [
      [share(({ rate }) => rate < 10 ** -2.5), 1 / 2],
      [share(({ drop }) => drop < 0.25), 1 / 2],
      [share(({ depth }) => depth === 1), 1 / 3],
      [share(({ depth }) => depth === 3), 1 / 3],
      [share(({ head }) => head === 'gap'), 1 / 2],
    ] as const)
      expect(Math.abs(found - expected)).toBeLessThan(0.1)
    expect(share(({ rate, drop }) => rate >= 1e-4 && rate <= 1e-1 && drop >= 0 && drop <= 0.5)).toBe(1)
    expect(new Set(trials.map(({ seed }) => seed)).size).toBe(400)
  })

  it('takes the best, the first of equals, in either direction', async () => {
    const options = { space: { x: { integer: [-2, 2] } }, search: 'grid' } as const
    expect((await tune({ ...options, goal: 'minimise', run: squared })).best).toMatchObject({
      settings: { x: 0 },
      value: 0,
    })
    expect((await tune({ ...options, goal: 'maximise', run: squared })).best).toMatchObject({
      trial: 0,
      settings: { x: -2 },
      value: 4,
    })
  })

  it('tries a grid in order, the last setting first', async () => {
    const grid = {
      a: { choice: ['x', 'y'] },
      b: { logUniform: [0.01, 1], steps: 3 },
      c: { uniform: [0, 1], steps: 2 },
    } as const
    const { trials } = await tune({ space: grid, search: 'grid', goal: 'minimise', run: async () => 0 })
    expect(trials.map(({ settings: { a, b, c } }) => `${a} ${b} ${c}`)).toEqual(
      ['x', 'y'].flatMap((a) => [0.01, 0.1, 1].flatMap((b) => [0, 1].map((c) => `${a} ${b} ${c}`))),
    )
    const some = await tune({ space: grid, search: 'grid', trials: 2, goal: 'minimise', run: async () => 0 })
    expect(some.trials.length).toBe(2)
  })

  it('tries no combination twice and stops where all were tried', async () => {
    const small = { a: { choice: [1, '1', true] }, b: { integer: [0, 4] } } as const
    const { trials } = await tune({ space: small, trials: 99, goal: 'minimise', run: async () => 0 })
    expect(trials.length).toBe(15)
    expect(new Set(trials.map(({ settings }) => JSON.stringify(settings))).size).toBe(15)
    const narrow = { x: { uniform: [1, 1 + 4 * Number.EPSILON] } } as const
    const found = await tune({ space: narrow, trials: 99, goal: 'minimise', run: async () => 0 })
    expect(found.trials.length).toBeLessThan(7)
  })

  it('gives the same whatever the concurrency, the order of ends and what was done before', async () => {
    const numbers = record({
      trials: integer({ min: 1, max: 14 }),
      seed: integer({ min: -5, max: 5 }),
      concurrency: integer({ min: 1, max: 6 }),
      round: integer({ min: 1, max: 6 }),
      kept: nat(14),
      pruned: boolean(),
    })
    let prunings = 0
    await assert(
      asyncProperty(numbers, async ({ trials, seed, concurrency, round, kept, pruned }) => {
        const options: TuneOptions<typeof space> = {
          space,
          trials,
          seed,
          goal: 'minimise',
          ...(pruned ? { pruning: { rule: 'median', round } } : {}),
          async run({ settings, trial }, { report }) {
            if (trial % 7 === 3) throw new Error('diverged')
            for (let epoch = 0; epoch < 4; epoch++) await report(loss(settings) + 1 / (epoch + 1))
            return loss(settings)
          },
        }
        const expected = await tune(options)
        prunings += expected.trials.filter(({ status }) => status === 'pruned').length
        const done = expected.trials.slice(0, kept)
        let ran = 0
        const found = await tune({
          ...options,
          concurrency,
          done: JSON.parse(JSON.stringify(done)),
          async run(task, context) {
            ran++
            await pause(task.seed % 4)
            return options.run(task, context)
          },
        })
        expect({ ...found, resumed: 0 }).toEqual(expected)
        expect([found.resumed, ran]).toEqual([done.length, trials - done.length])
        // A longer search begins with the shorter one.
        if (!pruned)
          expect((await tune({ ...options, trials: trials + 3 })).trials.slice(0, trials)).toEqual(expected.trials)
      }),
      { seed: 4, numRuns: 60 },
    )
    expect(prunings).toBeGreaterThan(20)
  })

  it('prunes by the median of earlier rounds, by hand', async () => {
    // Each trial reports its x at every step.
    const five = { x: { choice: [3, 1, 2, 4, 1.5] } } as const
    const options = { space: five, search: 'grid', pruning: { rule: 'median', round: 3, warmUp: 1 } } as const
    const steps: Record<number, number> = {}
    const run = async (
      { settings: { x }, trial }: { settings: { x: number }; trial: number },
      { report }: { report: (value: unknown) => Promise<void> },
    ) => {
      for (let i = 1; i <= 4; i++) {
        steps[trial] = i
        await report(x)
      }
      return x
    }
    const down = await tune({ ...options, goal: 'minimise', run })
    // The median of 3, 1 and 2 is 2: 4 is worse and ends at its second report, 1.5 is not.
    expect(down.trials.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'pruned', 'done'])
    expect(down.trials[3]).toMatchObject({ reports: [4, 4] })
    expect('value' in down.trials[3]!).toBe(false)
    expect(steps).toEqual({ 0: 4, 1: 4, 2: 4, 3: 2, 4: 4 })
    const up = await tune({ ...options, goal: 'maximise', run })
    expect(up.trials.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done', 'pruned'])
    expect(up.best?.settings.x).toBe(4)
    // One that catches the rejection and returns all the same is pruned nevertheless.
    const stubborn = await tune({
      ...options,
      goal: 'minimise',
      run: async (task, context) => run(task, context).catch(() => -1),
    })
    expect(stubborn.trials[3]!.status).toBe('pruned')
    expect(stubborn.best?.value).toBe(1)
  })

  it('notes failures and values that are no numbers, or stops at the first', async () => {
    const options = { space: { x: { integer: [0, 3] } }, search: 'grid', goal: 'minimise' } as const
    const { trials, best } = await tune({ ...options, run: partlyBad })
    expect(trials.map(({ status, error }) => error ?? status)).toEqual([
      'TypeError: no memory',
      'RangeError: value: expected a finite number, got NaN',
      'done',
      'done',
    ])
    expect(best?.trial).toBe(2)
    expect(trialRows(trials, 'maximise').map(({ trial, status, value, x }) => [trial, status, value, x])).toEqual([
      [3, 'done', 3, 3],
      [2, 'done', 2, 2],
      [0, 'failed', null, 0],
      [1, 'failed', null, 1],
    ])
    await expect(tune({ ...options, run: partlyBad, onFailure: 'stop' })).rejects.toThrow('no memory')
    const none = await tune({ ...options, run: async () => Promise.reject(new Error('no')) })
    expect('best' in none).toBe(false)
  })

  it('starts nothing when the time is up, and ends with the reason of its signal', async () => {
    const options = { space: { x: { integer: [0, 9] } }, search: 'grid', goal: 'minimise' } as const
    const { trials, skipped } = await tune({ ...options, run: slow, seconds: 0.05 })
    expect(trials.length).toBeGreaterThan(0)
    expect(trials.length).toBeLessThan(10)
    expect(trials.length + skipped).toBe(10)
    const stop = new AbortController()
    const onTrial = ({ trial }: { trial: number }) => trial === 2 && stop.abort(new Error('enough'))
    await expect(tune({ ...options, run: async () => 1, signal: stop.signal, onTrial })).rejects.toThrow('enough')
  })

  it('refuses bad spaces and options, by name', async () => {
    const refused: [Record<string, unknown>, string][] = [
      [{ space: {} }, 'space: expected at least one setting, got none'],
      [{ space: { x: {} } }, 'space.x: expected one of choice, integer, uniform, logUniform, got none'],
      [{ space: { x: { choice: [] } } }, 'space.x: expected at least one choice, got none'],
      [{ space: { x: { choice: [1, 1] } } }, 'space.x: expected different choices'],
      [{ space: { x: { uniform: [1, 0] } } }, 'space.x: expected two numbers in ascending order, got [1, 0]'],
      [{ space: { x: { integer: [0, 1.5] } } }, 'space.x: expected two integers'],
      [{ space: { x: { logUniform: [0, 1] } } }, 'space.x: expected two positive numbers, got [0, 1]'],
      [
        { space: { x: { uniform: [0, 1], steps: 1 } } },
        'space.x: expected steps to be an integer of at least 2, got 1',
      ],
      [{ space: { value: { choice: [1] } } }, 'space.value: expected another name'],
      [
        { search: 'grid', space: { x: { uniform: [0, 1] } } },
        'space.x: expected steps, as a grid needs them, got none',
      ],
      [{ search: 'grid', space: { x: { integer: [0, 1e6] } } }, 'space.x: expected at most 100000 values, got 1000001'],
      [
        { search: 'grid', space: { x: { integer: [1, 1000] }, y: { integer: [1, 1000] } } },
        'space: expected at most 100000 combinations for a grid, got 1000000',
      ],
      [{ search: 'bayes' }, "search: expected 'random' or 'grid', got 'bayes'"],
      [{ goal: 'best' }, "goal: expected 'minimise' or 'maximise', got 'best'"],
      [{ trials: undefined }, 'trials: expected an integer of at least 1, got undefined'],
      [{ trials: 0 }, 'trials: expected an integer of at least 1, got 0'],
      [{ seed: 0.5 }, 'seed: expected an integer, got 0.5'],
      [{ seconds: 0 }, 'seconds: expected a positive number, got 0'],
      [{ pruning: { rule: 'mean' } }, "pruning.rule: expected 'median', got 'mean'"],
      [{ pruning: { rule: 'median', round: 0 } }, 'pruning.round: expected an integer of at least 1, got 0'],
      [{ pruning: { rule: 'median', warmUp: -1 } }, 'pruning.warmUp: expected an integer of at least 0, got -1'],
    ]
    const good = { space: { x: { choice: [1] } }, trials: 1, goal: 'minimise', run: async () => 1 }
    for (const [change, message] of refused)
      await expect(tune({ ...good, ...change } as unknown as TuneOptions<typeof space>)).rejects.toThrow(message)
  })
})

describe('isWorseThanMedian', () => {
  it('compares the best so far with the median of means up to the same step', () => {
    const others = [[1, 3], [4, 4, 9], [8]]
    // After one report: median of 1, 4, 8. After two: of the means 2 and 4, as the third has only one.
    expect(isWorseThanMedian([4], others)).toBe(false)
    expect(isWorseThanMedian([4.5], others)).toBe(true)
    expect(isWorseThanMedian([9, 3], others)).toBe(false)
    expect(isWorseThanMedian([9, 3.5], others)).toBe(true)
    expect(isWorseThanMedian([9, 9, 9, 9], others)).toBe(false)
    expect(isWorseThanMedian([], others)).toBe(false)
  })
})
