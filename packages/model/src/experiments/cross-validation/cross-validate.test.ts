import { array, assert, asyncProperty, integer, nat, record, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Predictions } from '../../training/predict.ts'
import type { TaskContext } from '../task.ts'
import { type CrossValidateOptions, crossValidate } from './cross-validate.ts'
import { CrossValidationError } from './cross-validation-error.ts'
import type { Fold, FoldResult, FoldTask } from './fold.ts'
import { oneAgainstRest } from './out-of-fold.ts'

/** Folds over pictures `p0` to `p{count - 1}`, dealt in turn. */
function foldsOf(count: number, k: number): Fold[] {
  const ids = Array.from({ length: count }, (_, i) => `p${i}`)
  return Array.from({ length: k }, (_, fold) => ({
    train: ids.filter((id) => ids.indexOf(id) % k !== fold),
    val: ids.filter((id) => ids.indexOf(id) % k === fold),
  }))
}

/** Says, of picture `p5` with seed 2, in 1/256: 5 + 2. Odd numbers are of class 1. */
const say = ({ val, seed }: FoldTask): Predictions => ({
  ids: [...val],
  classes: 2,
  yTrue: Int32Array.from(val, (id) => Number(id.slice(1)) % 2),
  probabilities: Float32Array.from(
    val.flatMap((id) => {
      const p = (Number(id.slice(1)) + seed) / 256
      return [1 - p, p]
    }),
  ),
})
const run = async (task: FoldTask): Promise<Predictions> => say(task)
/** What was said, in 1/256. */
const ofClass1 = ({ probabilities }: Predictions): number[] =>
  [...probabilities].flatMap((p, i) => (i % 2 ? [p * 256] : []))
const failsOnce = async (task: FoldTask): Promise<Predictions> => {
  if (task.fold === 1 && task.seed === 2) throw new Error('diverged')
  return say(task)
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('crossValidate', () => {
  it('predicts each picture once a seed and averages the seeds, by hand', async () => {
    const { results, table, bySeed, outOfFold, failures, missing, resumed } = await crossValidate({
      folds: foldsOf(5, 2),
      seeds: [0, 4],
      run,
      metrics: { first: (_, probabilities) => probabilities[1]! * 256 },
    })
    expect(outOfFold.ids).toEqual(['p0', 'p2', 'p4', 'p1', 'p3'])
    expect([...outOfFold.folds]).toEqual([0, 0, 0, 1, 1])
    expect([...outOfFold.yTrue]).toEqual([0, 0, 0, 1, 1])
    expect(bySeed.map(ofClass1)).toEqual([
      [0, 2, 4, 1, 3],
      [4, 6, 8, 5, 7],
    ])
    expect(ofClass1(outOfFold)).toEqual([2, 4, 6, 3, 5])
    expect(results.map(({ seed, fold }) => [seed, fold])).toEqual([
      [0, 0],
      [0, 1],
      [4, 0],
      [4, 1],
    ])
    // All are said to be of class 0, where the even ones are.
    expect(table).toEqual([
      { fold: 0, seed: 0, n: 3, accuracy: 1, values: { first: 0 } },
      { fold: 1, seed: 0, n: 2, accuracy: 0, values: { first: 1 } },
      { fold: 0, seed: 4, n: 3, accuracy: 1, values: { first: 4 } },
      { fold: 1, seed: 4, n: 2, accuracy: 0, values: { first: 5 } },
    ])
    expect([failures, missing, resumed]).toEqual([[], [], 0])
  })

  it('gives the same whatever the concurrency, the order of ends and of answers, and what was done before', async () => {
    const numbers = record({
      count: integer({ min: 4, max: 12 }),
      k: integer({ min: 2, max: 4 }),
      seeds: uniqueArray(integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }),
      concurrency: integer({ min: 1, max: 5 }),
      delays: array(integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
      kept: nat(12),
    })
    await assert(
      asyncProperty(numbers, async ({ count, k, seeds, concurrency, delays, kept }) => {
        const folds = foldsOf(count, k)
        const expected = await crossValidate({ folds, seeds, run })
        expect([...expected.outOfFold.ids].sort()).toEqual(folds.flatMap(({ val }) => val).sort())
        let [ran, active, most] = [0, 0, 0]
        const done = expected.results.slice(0, kept)
        const ended: FoldResult[] = []
        const { resumed, ...found } = await crossValidate({
          folds,
          seeds,
          concurrency,
          done: [...done].reverse(),
          onResult: (result) => ended.push(result),
          async run(task) {
            ran++
            most = Math.max(most, ++active)
            await pause(delays[(task.fold + task.seed) % 3]!)
            active--
            const { ids, yTrue, probabilities } = say(task)
            const backwards = probabilities.slice().reverse()
            // Reversed rows; each pair is reversed as well.
            for (let i = 0; i < backwards.length; i += 2) backwards.subarray(i, i + 2).reverse()
            return { ids: ids.reverse(), yTrue: yTrue.reverse(), probabilities: backwards, classes: 2 }
          },
        })
        expect({ ...found, resumed: 0 }).toEqual(expected)
        expect(resumed).toBe(done.length)
        expect(ran).toBe(k * seeds.length - resumed)
        expect(ended.length).toBe(ran)
        expect(most).toBeLessThanOrEqual(concurrency)
      }),
      { seed: 3, numRuns: 60 },
    )
  })

  it('takes up results that went through JSON, but none of other settings, pictures or seeds', async () => {
    const folds = foldsOf(6, 2)
    const options = { folds, seeds: [1], run, config: { rate: 0.1, size: 8 } }
    const { results, outOfFold } = await crossValidate(options)
    const text = JSON.stringify(results, (_, value) => (ArrayBuffer.isView(value) ? [...(value as Int32Array)] : value))
    const done = JSON.parse(text) as FoldResult[]
    const again = async (change: Partial<CrossValidateOptions>) =>
      (await crossValidate({ ...options, done, ...change })).resumed
    expect((await crossValidate({ ...options, done })).outOfFold).toEqual(outOfFold)
    expect(await again({})).toBe(2)
    expect(await again({ config: { size: 8, rate: 0.1 } })).toBe(2)
    expect(await again({ config: { size: 8, rate: 0.2 } })).toBe(0)
    expect(await again({ seeds: [2, 1] })).toBe(2)
    expect(await again({ seeds: [2] })).toBe(0)
    expect(await again({ folds: foldsOf(6, 3) })).toBe(0)
  })

  it('names fold, seed and pictures where predictions are not those asked for', async () => {
    const spoilt: [(p: Predictions) => Partial<Predictions>, string][] = [
      [({ ids }) => ({ ids: ['p1', ...ids.slice(1)] }), "predicted and not in val: 'p1'"],
      [({ ids }) => ({ ids: [ids[0]!, ids[0]!, ids[2]!] }), "predicted more than once: 'p0'"],
      [
        ({ ids, yTrue, probabilities }) => ({
          ids: ids.slice(1),
          yTrue: yTrue.slice(1),
          probabilities: probabilities.slice(2),
        }),
        "in val and not predicted: 'p0'",
      ],
      [() => ({ probabilities: new Float32Array(5) }), 'has 5 probabilities and 3 true classes for 3 ids'],
      [() => ({ probabilities: new Float32Array(6).fill(Number.NaN) }), "'p0' has NaN for class 0, expected 0 to 1"],
      [() => ({ yTrue: Int32Array.of(0, 2, 0) }), "'p2' is of class 2, expected 0 to 1"],
    ]
    for (const [spoil, message] of spoilt) {
      const bad = async (task: FoldTask) => (task.fold === 0 ? { ...say(task), ...spoil(say(task)) } : say(task))
      const error = await crossValidate({ folds: foldsOf(5, 2), seeds: [7], run: bad }).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(CrossValidationError)
      expect(error).toMatchObject({ fold: 0, seed: 7, message: expect.stringContaining(message) })
      expect((error as Error).message).toMatch(/^fold 0, seed 7: predictions/u)
    }
  })

  it('stops at a fold that fails, tells the others, and hands over what was done', async () => {
    const seen: string[] = []
    const failing = async (task: FoldTask, { signal }: TaskContext): Promise<Predictions> => {
      seen.push(`${task.seed}/${task.fold}`)
      if (task.fold === 1) {
        await pause(5)
        throw new Error('out of memory')
      }
      if (task.fold === 2) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      return say(task)
    }
    const error = await crossValidate({ folds: foldsOf(9, 3), seeds: [1, 2], run: failing, concurrency: 3 }).catch(
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ name: 'CrossValidationError', fold: 1, seed: 1, cause: new Error('out of memory') })
    // Fold 2 ended all the same; the second seed had begun with fold 0 and goes no further.
    expect((error as CrossValidationError).results.map(({ seed, fold }) => `${seed}/${fold}`)).toEqual([
      '1/0',
      '1/2',
      '2/0',
    ])
    expect(seen).toEqual(['1/0', '1/1', '1/2', '2/0', '2/1'])
  })

  it('goes on past failures where told to, and leaves out what one seed has not predicted', async () => {
    const { outOfFold, bySeed, failures, missing } = await crossValidate({
      folds: foldsOf(6, 3),
      seeds: [1, 2],
      run: failsOnce,
      onFailure: 'continue',
      concurrency: 4,
    })
    expect(failures).toEqual([{ fold: 1, seed: 2, error: new Error('diverged') }])
    expect(missing).toEqual(['p1', 'p4'])
    expect(outOfFold.ids).toEqual(['p0', 'p3', 'p2', 'p5'])
    expect(bySeed.map(({ ids }) => ids.length)).toEqual([6, 4])
    const none = await crossValidate({
      folds: foldsOf(4, 2),
      run: () => Promise.reject(new Error('no')),
      onFailure: 'continue',
    })
    expect([none.outOfFold.ids, none.missing.length, none.failures.length]).toEqual([[], 4, 2])
  })

  it('ends with the reason of its signal once those under way have ended, and passes on reports', async () => {
    const stop = new AbortController()
    const reports: unknown[] = []
    let ended = 0
    const promise = crossValidate({
      folds: foldsOf(6, 3),
      concurrency: 2,
      signal: stop.signal,
      onReport: (report) => reports.push(report),
      async run(task, { signal, report }) {
        await report('started')
        if (task.fold === 1) stop.abort(new Error('enough'))
        await pause(5)
        ended++
        signal.throwIfAborted()
        return say(task)
      },
    })
    await expect(promise).rejects.toThrow('enough')
    expect(ended).toBe(2)
    expect(reports).toEqual([0, 1].map((fold) => ({ fold, seed: 0, value: 'started' })))
    await expect(crossValidate({ folds: foldsOf(4, 2), run, signal: stop.signal })).rejects.toThrow('enough')
  })

  it('refuses bad folds and options, by name', async () => {
    const [first, second] = foldsOf(4, 2) as [Fold, Fold]
    const refused: [Partial<CrossValidateOptions>, string][] = [
      [{ folds: [] }, 'folds: expected at least one, got none'],
      [
        { folds: [first, first] },
        "folds[1].val: expected each picture in one fold and once, 'p0' is in folds[0].val as well",
      ],
      [
        { folds: [{ ...first, val: ['a', 'a'] }] },
        "folds[0].val: expected each picture in one fold and once, 'a' is twice",
      ],
      [
        { folds: [first, { ...second, train: ['p0', 'p3'] }] },
        "folds[1]: expected train and val to share no picture, they share 'p3'",
      ],
      [{ folds: [{ train: [], val: ['a'] }] }, 'folds[0].train: expected at least one picture, got none'],
      [{ folds: [{ train: ['a'], val: [] }] }, 'folds[0].val: expected at least one picture, got none'],
      [{ seeds: [] }, 'seeds: expected at least one, got none'],
      [{ seeds: [1, 1] }, 'seeds: expected each once, got 1 twice'],
      [{ seeds: [0.5] }, 'seeds[0]: expected an integer, got 0.5'],
      [{ concurrency: 0 }, 'concurrency: expected an integer of at least 1, got 0'],
      [{ onFailure: 'ignore' as 'stop' }, "onFailure: expected 'stop' or 'continue', got 'ignore'"],
    ]
    for (const [change, message] of refused)
      await expect(crossValidate({ folds: [first, second], run, ...change })).rejects.toThrow(message)
  })
})

describe('oneAgainstRest', () => {
  const predictions = {
    ids: ['a', 'b'],
    classes: 3,
    yTrue: Int32Array.of(2, 1),
    probabilities: Float32Array.of(0, 0.25, 0.75, 0.5, 0.5, 0),
  }

  it('gives one class’s scores, with groups by id', () => {
    const expected = { yTrue: Int32Array.of(0, 1), yScore: Float32Array.of(0.25, 0.5), ids: ['a', 'b'] }
    expect(oneAgainstRest(predictions, 1)).toEqual(expected)
    expect(oneAgainstRest(predictions, 1, { b: 'Bo', a: 'Al' })).toEqual({ ...expected, groups: ['Al', 'Bo'] })
    expect(
      oneAgainstRest(
        predictions,
        1,
        new Map([
          ['a', 'Al'],
          ['b', 'Al'],
        ]),
      ).groups,
    ).toEqual(['Al', 'Al'])
  })

  it('refuses a class and a group that are not there', () => {
    expect(() => oneAgainstRest(predictions, 3)).toThrow('positive: expected a class from 0 to 2, got 3')
    expect(() => oneAgainstRest(predictions, 0, { a: 'Al' })).toThrow(
      "groups: expected one for every picture, 'b' has none",
    )
  })
})
