/** Numbers as people read them, the same on every machine: no locale is asked. */
import type { Estimate } from './run-data.ts'

/** What stands in place of a number that does not exist. */
export const notDefined = 'not defined'

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** Fixed decimals, three by default: `0.967`. What rounds to zero has no sign. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  return isNumber(value) ? value.toFixed(digits).replace(/^-(?=[0.]*$)/, '') : notDefined
}

/** Two decimals, where there is room for no more. */
export function formatShort(value: number | null | undefined): string {
  return formatNumber(value, 2)
}

/** Share as per cent with one decimal, `96.7 %`; the blank does not break. */
export function formatPercent(share: number | null | undefined): string {
  return isNumber(share) ? `${(share * 100).toFixed(1)}\u00a0%` : notDefined
}

/** Level of an interval, `95 %`; the blank does not break. */
export function formatLevel(confidence: number): string {
  return `${formatCompact(confidence * 100)}\u00a0%`
}

/** Whole number in groups of three: `474,754`. */
export function formatInteger(value: number | null | undefined): string {
  return isNumber(value) ? String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',') : notDefined
}

/** Significant digits without an exponent where that stays short: learning rates and settings. */
export function formatCompact(value: number | null | undefined): string {
  return isNumber(value) ? String(Number(value.toPrecision(6))) : notDefined
}

/** Bytes with a unit of 1024: `1.2 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'] as const
  let unit = 0
  let value = bytes
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return unit === 0 ? `${formatInteger(value)} bytes` : `${value.toFixed(1)} ${units[unit]!}`
}

/** True where the interval says something: both ends are numbers and it is wider than a point. */
export function hasInterval({ low, high }: Estimate): boolean {
  return isNumber(low) && isNumber(high) && low < high
}

/** The interval alone, `0.886 to 0.991`, or "interval not defined" where it is missing or a point. */
export function formatInterval(estimate: Estimate, format: (value: number) => string = formatNumber): string {
  return hasInterval(estimate) ? `${format(estimate.low)} to ${format(estimate.high)}` : `interval ${notDefined}`
}

/** Value and interval, `0.967 (0.886 to 0.991)`; "not defined" alone where there is no value. */
export function formatEstimate(estimate: Estimate, format: (value: number) => string = formatNumber): string {
  return isNumber(estimate.value) ? `${format(estimate.value)} (${formatInterval(estimate, format)})` : notDefined
}
