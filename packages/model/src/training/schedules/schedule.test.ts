import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import golden from '../../../golden/optimizers.json' with { type: 'json' }
import type { EpochResult } from '../options.ts'
import type { PlateauSchedule } from './plateau.ts'
import { type LearningRateSchedule, type Schedule, createSchedule } from './schedule.ts'

/** Factors of all steps, as a training asks for them. */
function factorsOf(schedule: LearningRateSchedule, epochs: number, steps: number): number[] {
  return Array.from({ length: epochs * steps }, (_, step) => {
    const epoch = Math.floor(step / steps)
    return schedule.factor({ epoch, step, batch: step % steps, stepsPerEpoch: epoch > 0 ? steps : undefined })
  })
}

const start = { epoch: 0, step: 0, batch: 0, stepsPerEpoch: undefined }
const factors = (schedule: Schedule, epochs: number, steps = 1) =>
  factorsOf(createSchedule(schedule, { epochs }), epochs, steps)

const ended = (epoch: number, numbers: Partial<EpochResult>): EpochResult => ({
  epoch,
  loss: Number.NaN,
  accuracy: Number.NaN,
  valMetrics: {},
  learningRate: 1,
  seconds: 1,
  ...numbers,
})

/** Factors of the epochs under these values. */
function underValues(schedule: LearningRateSchedule, monitor: string, values: readonly number[]): number[] {
  return values.map((value, epoch) => {
    const now = schedule.factor(start)
    schedule.observe?.(ended(epoch, { [monitor]: value }))
    return now
  })
}

const expectWithin = (actual: readonly number[], expected: readonly number[], tolerance: number) => {
  expect(actual.length).toBe(expected.length)
  for (const [i, value] of expected.entries()) expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(tolerance)
}

/** Half a cosine, t of the way. */
const half = (t: number) => (1 + Math.cos(Math.PI * t)) / 2

/** Whether the rate falls after two epochs with these numbers. */
const fallen = (options: Partial<PlateauSchedule>, first: Partial<EpochResult>, second: Partial<EpochResult>) => {
  const schedule = createSchedule({ name: 'plateau', patience: 1, ...options }, { epochs: 3 })
  schedule.observe!(ended(0, first))
  schedule.observe!(ended(1, second))
  return schedule.factor(start) < 1
}

describe('createSchedule', () => {
  // Source of the numbers: golden/optimizers.py (schedulers of PyTorch, and of Keras where it has them, in double precision).
  it.each(Object.entries(golden.schedules))(
    'has the rates of PyTorch and Keras: %s',
    (name, { options, epochs, steps }) => {
      const actual = factors(options as Schedule, epochs, steps)
      expectWithin(actual, golden.peers.torch.factors[name as 'step'], 1e-12)
      const ofKeras = (golden.peers.keras.factors as Record<string, number[]>)[name]
      if (ofKeras !== undefined) expectWithin(actual, ofKeras, 1e-12)
    },
  )

  it.each(Object.entries(golden.plateaus))('falls in the epochs of Keras and PyTorch: %s', (name, options) => {
    const sign = options.monitor === 'loss' ? 1 : -1
    const values = golden.values.map((value) => sign * value)
    const actual = underValues(createSchedule(options as Schedule, { epochs: 20 }), options.monitor, values)
    expectWithin(actual, golden.peers.keras.plateaus[name as 'min'], 1e-12)
    expectWithin(actual, golden.peers.torch.plateaus[name as 'min'], 1e-12)
  })

  it('takes the names alone; the cosine has these very bits, on which published histories depend', () => {
    expect(factors('constant', 3, 2)).toEqual([1, 1, 1, 1, 1, 1])
    expect(factorsOf(createSchedule(undefined, { epochs: 2 }), 2, 1)).toEqual([1, 1])
    for (const epochs of [1, 7, 30]) {
      const expected = Array.from({ length: epochs }, (_, epoch) => (1 + Math.cos((Math.PI * epoch) / epochs)) / 2)
      expect(factors('cosine', epochs)).toEqual(expected)
    }
  })

  it('rises to the full rate in the last step of the warm-up, which may be part of an epoch', () => {
    expect(factors({ name: 'constant', warmUp: { steps: 4 } }, 2, 3)).toEqual([0.25, 0.5, 0.75, 1, 1, 1])
    expect(factors({ name: 'constant', warmUp: { epochs: 0.5 }, stepsPerEpoch: 8 }, 1, 8)).toEqual([
      0.25, 0.5, 0.75, 1, 1, 1, 1, 1,
    ])
    expect(factors({ name: 'step', every: 1, factor: 0.5, warmUp: { steps: 4 } }, 3, 2)).toEqual([
      0.25, 0.5, 0.375, 0.5, 0.25, 0.25,
    ])
  })

  it('stays between 0 and 1 and neither jumps nor fails in one cycle of any size', () => {
    const sizes = fc.record({
      epochs: fc.integer({ min: 1, max: 6 }),
      stepsPerEpoch: fc.integer({ min: 1, max: 9 }),
      pctStart: fc.constantFrom(0, 0.1, 0.25, 0.3, 0.5, 1),
    })
    const property = fc.property(sizes, ({ epochs, stepsPerEpoch, pctStart }) => {
      const all = factors({ name: 'one-cycle', stepsPerEpoch, pctStart }, epochs, stepsPerEpoch)
      for (const factor of all) expect(factor).toBeGreaterThan(0)
      expect(Math.max(...all)).toBeLessThanOrEqual(1 + 1e-12)
      const rising = Math.floor(Math.max(0, pctStart * all.length - 1))
      for (const [i, factor] of all.entries()) {
        if (i > 0 && i <= rising) expect(factor).toBeGreaterThanOrEqual(all[i - 1]!)
        if (i > rising + 1) expect(factor).toBeLessThanOrEqual(all[i - 1]!)
      }
      if (pctStart < 1 && all.length > 1) expect(all.at(-1)).toBeCloseTo(1 / 25e4, 12)
    })
    fc.assert(property, { numRuns: 200 })
    // The peak is the first step, by which PyTorch's formula divides.
    expect(factors({ name: 'one-cycle', stepsPerEpoch: 4, pctStart: 0.25 }, 1, 4)[0]).toBe(1)
  })

  it('takes the true number of steps once an epoch has ended', () => {
    const schedule = createSchedule({ name: 'cosine', per: 'step', stepsPerEpoch: 4 }, { epochs: 2 })
    const at = (epoch: number, batch: number, stepsPerEpoch?: number) =>
      schedule.factor({ epoch, step: 99, batch, stepsPerEpoch })
    expect(at(0, 1)).toBeCloseTo(half(1 / 8), 14)
    // More steps than were told stay within their epoch.
    expect(at(0, 9)).toBeCloseTo(half(3 / 8), 14)
    expect(at(1, 0, 10)).toBeCloseTo(half(1 / 2), 14)
    expect(at(1, 5, 10)).toBeCloseTo(half(15 / 20), 14)
  })

  it('goes on from its state, through JSON, as if nothing had happened', () => {
    const epochsOf = fc.array(
      fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(Number.NaN, Infinity, -Infinity)),
      {
        maxLength: 30,
      },
    )
    const options = fc.record({
      name: fc.constant('plateau' as const),
      monitor: fc.constantFrom('loss', 'accuracy'),
      patience: fc.integer({ min: 1, max: 3 }),
      cooldown: fc.integer({ min: 0, max: 3 }),
      minFactor: fc.constantFrom(0, 0.05),
      factor: fc.constantFrom(0.1, 0.5),
    })
    const property = fc.property(options, epochsOf, epochsOf, (schedule, before, after) => {
      const whole = createSchedule(schedule, { epochs: 60 })
      underValues(whole, schedule.monitor, before)
      const state = JSON.stringify(whole.state())
      const resumed = createSchedule({ ...schedule, warmUp: { steps: 1 } }, { epochs: 60 })
      underValues(resumed, schedule.monitor, [1, 2, 3]) // is forgotten
      resumed.restore(JSON.parse(state) as never)
      expect(underValues(resumed, schedule.monitor, after)).toEqual(underValues(whole, schedule.monitor, after))
      expect(resumed.state()).toEqual(whole.state())
    })
    fc.assert(property, { numRuns: 200 })
    for (const name of ['constant', 'cosine'] as const) {
      const schedule = createSchedule(name, { epochs: 3 })
      const before = factorsOf(schedule, 3, 1)
      schedule.restore(JSON.parse(JSON.stringify(schedule.state())) as never)
      expect(factorsOf(schedule, 3, 1)).toEqual(before)
    }
  })

  it('gives out states that later epochs do not change', () => {
    const schedule = createSchedule({ name: 'plateau', patience: 1 }, { epochs: 9 })
    const state = schedule.state()
    const text = JSON.stringify(state)
    underValues(schedule, 'loss', [1, 2, 3])
    expect(JSON.stringify(state)).toBe(text)
  })

  it('watches valLoss, or loss where nothing is validated, or a metric', () => {
    expect(fallen({}, { loss: 2, valLoss: 1 }, { loss: 1, valLoss: 2 })).toBe(true)
    expect(fallen({}, { loss: 1, valLoss: 2 }, { loss: 2, valLoss: 1 })).toBe(false)
    expect(fallen({}, { loss: 2 }, { loss: 1 })).toBe(false)
    expect(fallen({ monitor: 'auc' }, { valMetrics: { auc: 0.5 } }, { valMetrics: { auc: 0.6 } })).toBe(false)
    expect(fallen({ monitor: 'auc' }, { valMetrics: { auc: 0.6 } }, { valMetrics: { auc: 0.5 } })).toBe(true)
    expect(fallen({ monitor: 'error', mode: 'min' }, { valMetrics: { error: 6 } }, { valMetrics: { error: 5 } })).toBe(
      false,
    )
  })

  it.each<[unknown, string | RegExp]>([
    ['linear', "schedule.name: expected 'constant', 'step', 'cosine', 'one-cycle' or 'plateau', got 'linear'"],
    [null, "schedule.name: expected 'constant', 'step', 'cosine', 'one-cycle' or 'plateau', got 'undefined'"],
    ['step', 'schedule.every: expected an integer of at least 1, got undefined'],
    [{ name: 'step', every: 2, factor: 1 }, 'schedule.factor: expected a number from 0 up to, not including, 1, got 1'],
    [{ name: 'cosine', minFactor: -1 }, 'schedule.minFactor: expected a number from 0 up to, not including, 1, got -1'],
    [{ name: 'cosine', per: 'batch' }, "schedule.per: expected 'epoch' or 'step', got 'batch'"],
    [
      { name: 'cosine', per: 'step' },
      /^schedule.stepsPerEpoch: a cosine per 'step' needs the number of steps in an epoch/,
    ],
    ['one-cycle', /^schedule.stepsPerEpoch: 'one-cycle' needs the number of steps in an epoch/],
    [{ name: 'one-cycle', stepsPerEpoch: 2.5 }, 'schedule.stepsPerEpoch: expected an integer of at least 1, got 2.5'],
    [{ name: 'one-cycle', stepsPerEpoch: 2, pctStart: 2 }, 'schedule.pctStart: expected a number from 0 to 1, got 2'],
    [
      { name: 'one-cycle', stepsPerEpoch: 2, divFactor: 0 },
      'schedule.divFactor: expected a number of at least 1, got 0',
    ],
    [{ name: 'one-cycle', stepsPerEpoch: 2, warmUp: { steps: 3 } }, /^schedule.warmUp: 'one-cycle' rises by itself/],
    [{ name: 'constant', warmUp: { epochs: 1 } }, /^schedule.stepsPerEpoch: a warm-up over epochs needs/],
    [{ name: 'constant', warmUp: { epochs: 0 } }, 'schedule.warmUp.epochs: expected a positive number, got 0'],
    [{ name: 'constant', warmUp: { steps: 0 } }, 'schedule.warmUp.steps: expected an integer of at least 1, got 0'],
    [{ name: 'constant', warmUp: {} }, 'schedule.warmUp: expected { steps } or { epochs }, got {}'],
    [{ name: 'plateau', factor: 1 }, 'schedule.factor: expected a number between 0 and 1, got 1'],
    [{ name: 'plateau', patience: 0 }, 'schedule.patience: expected an integer of at least 1, got 0'],
    [{ name: 'plateau', minDelta: -1 }, 'schedule.minDelta: expected a number of at least 0, got -1'],
    [{ name: 'plateau', cooldown: 0.5 }, 'schedule.cooldown: expected an integer of at least 0, got 0.5'],
    [{ name: 'plateau', minFactor: 1 }, 'schedule.minFactor: expected a number from 0 up to, not including, 1, got 1'],
    [{ name: 'plateau', mode: 'auto' }, "schedule.mode: expected 'min' or 'max', got 'auto'"],
  ])('refuses %j', (schedule, message) => {
    const create = () => createSchedule(schedule as Schedule, { epochs: 3 })
    expect(create).toThrow(RangeError)
    expect(create).toThrow(message)
  })
})
