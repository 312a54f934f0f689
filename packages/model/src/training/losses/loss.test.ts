import { describe, expect, it } from 'vitest'

import { type Loss, checkLoss } from './loss.ts'

describe('checkLoss', () => {
  it('fills in the defaults', () => {
    expect(checkLoss('categorical-crossentropy', 3)).toEqual({ name: 'categorical-crossentropy', labelSmoothing: 0 })
    expect(checkLoss({ name: 'binary-crossentropy', labelSmoothing: 0.2 }, 2)).toEqual({
      name: 'binary-crossentropy',
      labelSmoothing: 0.2,
    })
    expect(checkLoss('focal', 2)).toEqual({ name: 'focal', labelSmoothing: 0, gamma: 2 })
    expect(checkLoss({ name: 'focal', gamma: 0, alpha: [0, 1] }, 2)).toEqual({
      name: 'focal',
      labelSmoothing: 0,
      gamma: 0,
      alpha: [0, 1],
    })
  })

  it('keeps an alpha of its own', () => {
    const alpha = [1, 2]
    const checked = checkLoss({ name: 'focal', alpha }, 2)
    alpha[0] = 9
    expect(checked).toMatchObject({ alpha: [1, 2] })
  })

  it.each<[unknown, string]>([
    ['hinge', "loss: no loss named 'hinge'; there are binary-crossentropy, categorical-crossentropy, focal"],
    [{ name: 'hinge' }, "loss: no loss named 'hinge'; there are binary-crossentropy, categorical-crossentropy, focal"],
    [null, "loss: no loss named 'undefined'; there are binary-crossentropy, categorical-crossentropy, focal"],
    [{ name: 'focal', labelSmoothing: 1 }, 'loss.labelSmoothing: expected a number of at least 0 and below 1, got 1'],
    [
      { name: 'categorical-crossentropy', labelSmoothing: -0.1 },
      'loss.labelSmoothing: expected a number of at least 0 and below 1, got -0.1',
    ],
    [
      { name: 'binary-crossentropy', labelSmoothing: Number.NaN },
      'loss.labelSmoothing: expected a number of at least 0 and below 1, got NaN',
    ],
    [{ name: 'focal', gamma: -1 }, 'loss.gamma: expected a number of at least 0, got -1'],
    [{ name: 'focal', gamma: Infinity }, 'loss.gamma: expected a number of at least 0, got Infinity'],
    [{ name: 'focal', alpha: 0.25 }, 'loss.alpha: expected 3 numbers, one a class, got 0.25'],
    [{ name: 'focal', alpha: [1, 2] }, 'loss.alpha: expected 3 numbers, one a class, got [1,2]'],
    [{ name: 'focal', alpha: [1, -2, 1] }, 'loss.alpha[1]: expected a number of at least 0, got -2'],
    [{ name: 'focal', alpha: [0, 0, 0] }, 'loss.alpha: expected at least one number above 0'],
  ])('refuses %j', (loss, message) => {
    expect(() => checkLoss(loss as Loss, 3)).toThrow(new RangeError(message))
  })
})
