/** The numbers beside a colour bar. */

/**
 * Numbers as short as they can be: three significant digits, more only where rounding would move a number by more than
 * 1/200 of the distance from the first to the last one.
 *
 * @param values in rising order
 * @example
 * tickLabels([0, 0.3333, 1]) // ['0', '0.333', '1']
 * tickLabels([1000, 1000.25, 1001]) // ['1000', '1000.25', '1001']
 */
export function tickLabels(values: readonly number[]): string[] {
  const span = (values.at(-1) ?? 0) - (values[0] ?? 0)
  for (let digits = 3; ; digits++) {
    const rounded = values.map((value) => Number(value.toPrecision(digits)))
    const near = span === 0 || rounded.every((value, i) => Math.abs(value - values[i]!) <= span / 200)
    // What should be zero in the middle of a range may be 1e-17.
    if (near || digits === 17) return rounded.map((value) => short(Math.abs(value) < span * 1e-9 ? 0 : value))
  }
}

function short(value: number): string {
  const plain = String(value)
  const exponential = value.toExponential()
  return Math.abs(value) < 1e-3 && exponential.length < plain.length ? exponential : plain
}

/** A label and where it lies along the bar. */
export interface Placed {
  text: string
  /** Tick, in pixels along the bar. */
  at: number
  /** First pixel of the label, and the first one behind it. */
  from: number
  to: number
}

/**
 * Leaves out labels that would touch others; the first and the last one stay.
 *
 * @param labels in the order along the bar
 */
export function thinOut(labels: readonly Placed[], gap: number): Placed[] {
  const last = labels.at(-1)
  const kept: Placed[] = []
  for (const label of labels) {
    const before = kept.at(-1)
    const free = before === undefined || label.from - before.to >= gap
    if (label === last || (free && (before === undefined || last!.from - label.to >= gap))) kept.push(label)
  }
  return kept
}
