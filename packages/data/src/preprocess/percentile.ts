/** Percentiles of many values without sorting them all. */

/**
 * Percentiles as numpy's `percentile` gives them: between two ranks, the straight line.
 *
 * @param percents each from 0 to 100
 * @returns one value for each of `percents`
 */
export function percentiles(values: Float32Array, percents: readonly number[]): number[] {
  const copy = values.slice()
  return percents.map((percent) => {
    const position = (percent / 100) * (copy.length - 1)
    const rank = Math.floor(position)
    const below = select(copy, rank)
    if (position === rank) return below
    // All values after `rank` are at least as large: the next one in order is their smallest.
    let above = Infinity
    for (let i = rank + 1; i < copy.length; i++) if (copy[i]! < above) above = copy[i]!
    return below + (above - below) * (position - rank)
  })
}

/** Hoare's selection: the value of that rank, with smaller ones before it and larger ones after. */
function select(values: Float32Array, rank: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    const pivot = median(values[low]!, values[middle]!, values[high]!)
    let [i, j] = [low, high]
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i <= j) {
        const kept = values[i]!
        values[i++] = values[j]!
        values[j--] = kept
      }
    }
    if (rank <= j) high = j
    else if (rank >= i) low = i
    else break
  }
  return values[rank]!
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
