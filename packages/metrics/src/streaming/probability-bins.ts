// Bins over 0..1 that are the same to the bit on every machine: only sums, products and quotients make their edges.

/** Of equal width; or by log-odds, narrow where trained models put most scores: near 0 and near 1. */
export type BinSpacing = 'linear' | 'logit'

/** The odds go from 2^-32 to 2^32, probabilities from 2.3e-10 to 1 - 2.3e-10; beyond are the first and the last bin. */
const OCTAVES = 32

/** 2^t, straight between whole t: a logarithm's last bit depends on the engine, and an edge must not. */
function odds(t: number): number {
  const octave = Math.floor(t)
  return 2 ** octave * (1 + (t - octave))
}

function logitEdge(i: number, bins: number): number {
  // From the nearer end, so that the bins near 1 mirror those near 0.
  const o = odds(-OCTAVES + (2 * OCTAVES * Math.min(i, bins - i)) / bins)
  const edge = o / (1 + o)
  return 2 * i <= bins ? edge : 1 - edge
}

/** Where each bin begins, strictly rising from 0: bin i is [edges[i], edges[i + 1]), the last ends with 1. */
export function binEdges(bins: number, spacing: BinSpacing): Float64Array {
  const edges = Float64Array.from({ length: bins }, (_, i) => (spacing === 'linear' ? i / bins : logitEdge(i, bins)))
  edges[0] = 0
  return edges
}

/** The bin of a probability from 0 to 1, by halves. */
export function binOf(edges: Float64Array, probability: number): number {
  let [low, high] = [0, edges.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (edges[middle]! <= probability) low = middle
    else high = middle - 1
  }
  return low
}
