import { describe, expect, it } from 'vitest'

import {
  formatBytes,
  formatCompact,
  formatEstimate,
  formatInteger,
  formatInterval,
  formatLevel,
  formatNumber,
  formatPercent,
  formatShort,
} from './format.ts'

describe('numbers for people', () => {
  it('shows values with fixed decimals', () => {
    expect(formatNumber(0.96666)).toBe('0.967')
    expect(formatNumber(-0.0004)).toBe('0.000')
    expect(formatNumber(-0.001)).toBe('-0.001')
    expect(formatShort(-1.005)).toBe('-1.00')
    expect(formatLevel(0.95)).toBe('95\u00a0%')
    expect(formatPercent(0.96666)).toBe('96.7\u00a0%')
    expect(formatInteger(474_754)).toBe('474,754')
    expect(formatInteger(1_890_000_000)).toBe('1,890,000,000')
    expect(formatInteger(-1234)).toBe('-1,234')
    expect(formatCompact(0.001)).toBe('0.001')
    expect(formatBytes(512)).toBe('512 bytes')
    expect(formatBytes(1_900_000)).toBe('1.8 MiB')
  })
  it('says "not defined" where there is no number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null, undefined]) {
      expect([formatNumber(value), formatPercent(value), formatInteger(value), formatCompact(value)]).toEqual(
        Array(4).fill('not defined'),
      )
    }
    expect(formatEstimate({ value: Number.NaN, low: 0, high: 1 })).toBe('not defined')
  })
  it('says so where an interval is a point or missing', () => {
    expect(formatEstimate({ value: 0.967, low: 0.886, high: 0.991 })).toBe('0.967 (0.886 to 0.991)')
    expect(formatEstimate({ value: 1, low: 1, high: 1 })).toBe('1.000 (interval not defined)')
    expect(formatInterval({ value: 1, low: Number.NaN, high: Number.NaN })).toBe('interval not defined')
  })
})
