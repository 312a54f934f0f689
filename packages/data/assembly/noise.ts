/** Gaussian noise by the ziggurat: twin of `augment/steps/normal-source.ts`. */

// @ts-ignore: a decorator of AssemblyScript
@external("env", "exp")
declare function exp(x: f64): f64
// @ts-ignore: a decorator of AssemblyScript
@external("env", "log")
declare function log(x: f64): f64

const LAYERS = 128
const TAIL: f64 = 3.442619855899
/** Whole numbers of 25 bits with their sign stand for -1 to 1. */
const SCALE: f64 = 16777216.0

/** The generator. */
let A: i32 = 0
let B: i32 = 0
let C: i32 = 0
let D: i32 = 0

/**
 * out = x + deviation * noise within low and high; `shared` values after one another get the same noise. `layers`: 130 edges
 * and 128 limits as 64-bit floats, both in the scale of the generator's numbers. The four words are the state of the generator.
 */
export function addNoise(
  x: usize,
  out: usize,
  count: i32,
  shared: i32,
  deviation: f64,
  low: f32,
  high: f32,
  layers: usize,
  one: i32,
  two: i32,
  three: i32,
  four: i32,
): void {
  A = one
  B = two
  C = three
  D = four
  const limits = layers + ((LAYERS + 2) << 3)
  const deviations = f64x2.splat(deviation)
  const lows = f32x4.splat(low)
  const highs = f32x4.splat(high)
  const end = (<usize>count) << 2
  let i: usize = 0
  if (shared == 1)
    for (; i + 8 <= end; i += 8) {
      const first = normal(layers, limits)
      const pair = f64x2.mul(f64x2.replace_lane(f64x2.splat(first), 1, normal(layers, limits)), deviations)
      const noisy = f32x4.add(v128.load64_zero(x + i), f32x4.demote_f64x2_zero(pair))
      v128.store64_lane(out + i, f32x4.pmin(highs, f32x4.pmax(lows, noisy)), 0)
    }
  while (i < end) {
    const noise = <f32>(normal(layers, limits) * deviation)
    for (let k = 0; k < shared; k++, i += 4) {
      const v = load<f32>(x + i) + noise
      store<f32>(out + i, v > low ? (v < high ? v : high) : low)
    }
  }
}

@inline
function normal(layers: usize, limits: usize): f64 {
  const word = next()
  const layer = (<usize>(word & (LAYERS - 1))) << 3
  const u = <f64>(word >> 7) + 0.5
  return Math.abs(u) < load<f64>(limits + layer) ? u * load<f64>(layers + layer) : rare(u, layer, layers, limits)
}

@inline
function next(): i32 {
  const t = A + B + D
  D += 1
  A = B ^ (B >>> 9)
  B = C + (C << 3)
  C = rotl(C, 21) + t
  return t
}

@inline
function unit(): f64 {
  return (<f64>(<u32>next()) + 0.5) / 4294967296.0
}

function rare(first: f64, firstLayer: usize, edges: usize, limits: usize): f64 {
  let u = first
  let layer = firstLayer
  while (!(Math.abs(u) < load<f64>(limits + layer))) {
    if (layer == 0) return tail(u)
    const edge = load<f64>(edges + layer) * SCALE
    const inner = load<f64>(edges + layer, 8) * SCALE
    const x = u * load<f64>(edges + layer)
    const upper = exp(-0.5 * (edge * edge - x * x))
    const lower = exp(-0.5 * (inner * inner - x * x))
    if (lower + unit() * (upper - lower) < 1) return x
    const word = next()
    layer = (<usize>(word & (LAYERS - 1))) << 3
    u = <f64>(word >> 7) + 0.5
  }
  return u * load<f64>(edges + layer)
}

function tail(u: f64): f64 {
  let x = -log(unit()) / TAIL
  while (-2 * log(unit()) < x * x) x = -log(unit()) / TAIL
  return u < 0 ? -TAIL - x : TAIL + x
}
