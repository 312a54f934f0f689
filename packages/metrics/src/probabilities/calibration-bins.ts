// The bins of a calibration curve: of equal width, or with as many pictures each.

export interface Bins {
  /** One more than there are bins, rising. */
  edges: readonly number[]
  binOf: (value: number) => number
}

/** [i / bins, (i + 1) / bins), the last closed. */
export function uniformBins(bins: number): Bins {
  return {
    edges: Array.from({ length: bins + 1 }, (_, i) => i / bins),
    binOf: (value) => {
      const guess = Math.min(bins - 1, Math.floor(value * bins))
      // The product may round across an edge that the quotient i / bins puts elsewhere.
      if (value < guess / bins) return guess - 1
      return guess < bins - 1 && value >= (guess + 1) / bins ? guess + 1 : guess
    },
  }
}

/**
 * NumPy's `percentile` of sorted values, to the bit: where the position in the values is a whole number but for rounding,
 * the side on which an edge falls decides where a picture belongs, and it should be scikit-learn's.
 */
function quantile(sorted: Float64Array, i: number, bins: number): number {
  const share = i === bins ? 1 : (i * (1 / bins) * 100) / 100
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const [a, b, part] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!, position - below]
  return part >= 0.5 ? b - (b - a) * (1 - part) : a + (b - a) * part
}

/** Between quantiles of the values: (from, to], the first closed. Bins between equal quantiles stay empty. */
export function quantileBins(values: Float64Array, bins: number): Bins {
  const sorted = Float64Array.from(values).sort()
  const edges = Array.from({ length: bins + 1 }, (_, i) => quantile(sorted, i, bins))
  return {
    edges,
    binOf: (value) => {
      // The first inner edge that is at least the value, by halves.
      let [low, high] = [1, bins]
      while (low < high) {
        const middle = (low + high) >> 1
        if (edges[middle]! < value) low = middle + 1
        else high = middle
      }
      return low - 1
    },
  }
}
