/** What happens to the values of one picture, colours together: standardising and windows. */
import { percentiles } from './percentile.ts'

/** Mean 0, deviation 1; a deviation below 1/sqrt(n) counts as that, so that a flat picture becomes zeros (TensorFlow's rule). */
export function standardise(values: Float32Array): void {
  const n = values.length
  let sum = 0
  for (let i = 0; i < n; i++) sum += values[i]!
  const mean = sum / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i]! - mean) ** 2
  const deviation = Math.max(Math.sqrt(squares / n), 1 / Math.sqrt(n))
  for (let i = 0; i < n; i++) values[i] = (values[i]! - mean) / deviation
}

/** The darkest value becomes 0 and the brightest 1; a flat picture becomes zeros. */
export function minMax(values: Float32Array): void {
  const [low, high] = extremes(values)
  stretch(values, low, high)
}

/** The values at the two percentiles (numpy's `percentile`, linear) become 0 and 1; what lies beyond is cut. */
export function percentileWindow(values: Float32Array, [low, high]: readonly [number, number]): void {
  const [from, to] = percentiles(values, [low, high])
  stretch(values, from!, to!)
}

/** The smallest and the largest value. */
export function extremes(values: Float32Array): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    if (v < low) low = v
    if (v > high) high = v
  }
  return [low, high]
}

function stretch(values: Float32Array, low: number, high: number): void {
  const width = high - low
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    values[i] = v <= low ? 0 : v >= high ? 1 : (v - low) / width
  }
}
