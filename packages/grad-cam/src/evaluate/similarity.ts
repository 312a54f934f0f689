/** How alike are two maps? */

/** Correlations of two maps, -1..1; unrelated maps reach 0 on average. */
export interface Similarity {
  /** Correlation of the ranks: of the order of the cells alone. */
  spearman: number
  /** Correlation of the values, which scaling and shifting a map does not change. */
  pearson: number
}

/** Similarity of two maps of equal size. A constant map orders nothing: it scores 0 beside any other. */
export function similarity(a: Float64Array, b: Float64Array): Similarity {
  return { spearman: pearson(ranks(a), ranks(b)), pearson: pearson(a, b) }
}

/** Mean of several. */
export function meanSimilarity(all: readonly Similarity[]): Similarity {
  const mean = (key: keyof Similarity): number => all.reduce((sum, each) => sum + each[key], 0) / all.length
  return { spearman: mean('spearman'), pearson: mean('pearson') }
}

/** The same value everywhere. */
export function isConstant(map: Float64Array): boolean {
  return map.every((value) => value === map[0])
}

/** Ranks from 0; equal values share the mean of theirs. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const result = new Float64Array(values.length)
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let i = start; i < end; i++) result[order[i]!] = (start + end - 1) / 2
  }
  return result
}

function pearson(a: Float64Array, b: Float64Array): number {
  if (isConstant(a) || isConstant(b)) return 0
  const [meanA, meanB] = [a, b].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length)
  let [both, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA!, b[i]! - meanB!]
    both += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return both / Math.sqrt(squaresA * squaresB)
}
