/** Small scalar curves that the phantom's organs are drawn with. */

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value
}

/** 0 below `low`, 1 above `high`, a cubic without kinks in between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1)
  return t * t * (3 - 2 * t)
}

/** Maximum of two values with a rounded transition of width `k`. */
export function smoothMaximum(a: number, b: number, k: number): number {
  const h = Math.max(k - Math.abs(a - b), 0) / k
  return Math.max(a, b) + h * h * k * 0.25
}

/** Depth of a round body seen from the side: 0 at the rim (`t` = 0), 1 in the middle (`t` >= 1), steep at the rim. */
export function roundDepth(t: number): number {
  const u = clamp(t, 0, 1)
  return Math.sqrt(u * (2 - u))
}

/** A function of one variable as a table, read with linear interpolation and held constant beyond its ends. */
export function tabulate(f: (x: number) => number, low: number, high: number, steps = 256): (x: number) => number {
  const values = Float64Array.from({ length: steps + 2 }, (_, i) =>
    f(low + ((high - low) * Math.min(i, steps)) / steps),
  )
  const perUnit = steps / (high - low)
  return (x) => {
    const position = clamp((x - low) * perUnit, 0, steps)
    const i = Math.floor(position)
    const here = values[i] as number
    return here + ((values[i + 1] as number) - here) * (position - i)
  }
}
