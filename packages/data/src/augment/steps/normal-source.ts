/** Many normal numbers fast: the ziggurat method. */
import { createRandom } from '../../random.ts'

const LAYERS = 128
/** Where the tail begins, and the area of every layer (Marsaglia and Tsang 2000, for 128 layers). */
const TAIL = 3.442619855899
const AREA = 9.91256303526217e-3
/** Whole numbers of 25 bits with their sign stand for -1 to 1. */
const SCALE = 2 ** 24

interface Layers {
  /** Right ends of the layers, in units of 2^-24. */
  edge: Float64Array
  /** Below which numbers a layer lies under the curve as a whole. */
  limit: Float64Array
}

let layers: Layers | undefined

/**
 * Numbers from the normal distribution of mean 0 and deviation 1, by the ziggurat as Doornik (2005) corrects it: the bits that
 * choose the layer do not take part in the value. The stream depends on `seed` alone.
 */
export function normalSource(seed: number): () => number {
  const { edge, limit } = zigguratLayers()
  let [a, b, c, d] = normalState(seed)
  // sfc32, as createRandom: here in one piece with its use, which is what makes it fast.
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return t
  }
  /** In (0, 1). */
  const unit = (): number => ((next() >>> 0) + 0.5) / 2 ** 32
  return () => {
    for (;;) {
      const word = next()
      const layer = word & (LAYERS - 1)
      // 25 bits with their sign, at the middles of their cells.
      const u = (word >> 7) + 0.5
      if (Math.abs(u) < limit[layer]!) return u * edge[layer]!
      if (layer === 0) {
        let x = -Math.log(unit()) / TAIL
        while (-2 * Math.log(unit()) < x * x) x = -Math.log(unit()) / TAIL
        return u < 0 ? -TAIL - x : TAIL + x
      }
      const x = u * edge[layer]!
      const outer = edge[layer]! * SCALE
      const inner = edge[layer + 1]! * SCALE
      const upper = Math.exp(-0.5 * (outer * outer - x * x))
      const lower = Math.exp(-0.5 * (inner * inner - x * x))
      if (lower + unit() * (upper - lower) < 1) return x
    }
  }
}

/** Where the generator of a seed begins. */
export function normalState(seed: number): [a: number, b: number, c: number, d: number] {
  const random = createRandom(seed, 'normal')
  return [random.integer(2 ** 32) | 0, random.integer(2 ** 32) | 0, random.integer(2 ** 32) | 0, 1]
}

/** Edges and limits of the layers. */
export function zigguratLayers(): Layers {
  return (layers ??= buildLayers())
}

function buildLayers(): Layers {
  // One more than needed: an even number keeps what follows the edges aligned.
  const edge = new Float64Array(LAYERS + 2)
  const limit = new Float64Array(LAYERS)
  let f = Math.exp(-0.5 * TAIL * TAIL)
  edge[0] = AREA / f
  edge[1] = TAIL
  for (let i = 2; i < LAYERS; i++) {
    edge[i] = Math.sqrt(-2 * Math.log(AREA / edge[i - 1]! + f))
    f = Math.exp(-0.5 * edge[i]! ** 2)
  }
  for (let i = 0; i < LAYERS; i++) limit[i] = (edge[i + 1]! / edge[i]!) * SCALE
  return { edge: edge.map((v) => v / SCALE), limit }
}
