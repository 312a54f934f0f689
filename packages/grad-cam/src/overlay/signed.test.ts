import { describe, expect, it } from 'vitest'
import { overlay } from './overlay.ts'
import { coolwarm } from './colormap.ts'
import { centreSigned } from './signed.ts'

describe('centreSigned', () => {
  it('puts zero into the middle', () => {
    expect([...centreSigned([-2, 0, 4])]).toEqual([0.25, 0.5, 1])
    expect([...centreSigned([-4, 2])]).toEqual([0, 0.75])
    expect([...centreSigned([-2, 0, 4], 8)]).toEqual([0.375, 0.5, 0.75])
    expect([...centreSigned([0, 0])]).toEqual([0.5, 0.5])
    expect([...centreSigned([])]).toEqual([])
    // Neither largest nor smallest doubles overflow.
    expect([...centreSigned([-Number.MAX_VALUE, Number.MIN_VALUE])]).toEqual([0, 0.5])
    expect([...centreSigned([Number.MIN_VALUE])]).toEqual([1])
  })

  it('shows for and against in red and blue', () => {
    const black = { width: 2, height: 1, data: new Uint8Array(2) }
    const image = overlay({ map: centreSigned([-3, 3]), shape: [1, 2] }, black, { colormap: coolwarm, alpha: 1 })
    // matplotlib 3.11: matplotlib.colormaps['coolwarm']([0., 1.], bytes=True)
    expect([...image.data]).toEqual([58, 76, 192, 255, 179, 3, 38, 255])
  })

  it('refuses what is no number', () => {
    expect(() => centreSigned([1, Number.NaN])).toThrow('raw: got NaN at 1, expected finite numbers')
    expect(() => centreSigned([1], 0)).toThrow('largest: got 0, expected a positive number')
  })
})
