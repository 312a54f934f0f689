/** G g G': filters into the space of products; and its adjoint, G' u G, for their gradients. */

/**
 * G g G' of a filter [3, 3, in, out], as [36][out / 8][in][8]; one chunk transforms eight output channels.
 * With `flip`, the filter of the input's gradient: turned by 180 degrees, its channels exchanged.
 *
 * params: filter, target, in, out (of the transform's result), flip
 */
export function winogradFilter(params: usize, chunk: i32, _scratch: usize): void {
  const filter = <usize>load<u32>(params)
  const target = <usize>load<u32>(params, 4)
  const inputs = load<i32>(params, 8)
  const outputs = load<i32>(params, 12)
  const flip = load<i32>(params, 16)
  const panels = (outputs + 7) >> 3
  const position = (<usize>panels * inputs) << 5
  const start = chunk << 3
  const width = min(8, outputs - start)
  let out = target + <usize>chunk * (<usize>inputs << 5)
  // where element (input, output) lies within one of the nine matrices, in bytes
  const inputStep: usize = flip ? 4 : <usize>outputs << 2
  const outputStep: usize = flip ? <usize>inputs << 2 : 4
  const matrix = (<usize>inputs * outputs) << 2
  for (let input = 0; input < inputs; input++) {
    for (let j = 0; j < 8; j++) {
      const to = out + ((<usize>j) << 2)
      if (j >= width) {
        for (let p: usize = 0; p < 36; p++) store<f32>(to + p * position, 0)
        continue
      }
      const here = filter + <usize>input * inputStep + <usize>(start + j) * outputStep
      for (let row: usize = 0; row < 6; row++) {
        const g0 = rowOfFilter(here, matrix, flip, 0, row)
        const g1 = rowOfFilter(here, matrix, flip, 1, row)
        const g2 = rowOfFilter(here, matrix, flip, 2, row)
        for (let column: usize = 0; column < 6; column++) {
          store<f32>(to + (row * 6 + column) * position, <f32>transformFilter(g0, g1, g2, column))
        }
      }
    }
    out += 32
  }
}

/** Element `i` of G g in double precision; it is computed once a step and sets the floor of the error. */
function transformFilter(g0: f64, g1: f64, g2: f64, i: usize): f64 {
  const root: f64 = 1.4142135623730951
  if (i == 0) return g0
  if (i == 1) return (-2 * g0 - root * g1 - g2) / 3
  if (i == 2) return (-2 * g0 + root * g1 - g2) / 3
  if (i == 3) return (g0 + root * g1 + 2 * g2) / 6
  if (i == 4) return (g0 - root * g1 + 2 * g2) / 6
  return g2
}

function rowOfFilter(here: usize, matrix: usize, flip: i32, column: usize, row: usize): f64 {
  const c: usize = flip ? 2 - column : column
  const top: usize = flip ? c + 6 : c
  const bottom: usize = flip ? c : c + 6
  const g0 = <f64>load<f32>(here + top * matrix)
  const g1 = <f64>load<f32>(here + (c + 3) * matrix)
  const g2 = <f64>load<f32>(here + bottom * matrix)
  return transformFilter(g0, g1, g2, row)
}

/** One-dimensional G' u over six vectors that lie `from` bytes apart, to three. */
@inline
function transformFilterGradient6(source: usize, from: usize, target: usize, to: usize): void {
  const u1 = v128.load(source + from)
  const u2 = v128.load(source + 2 * from)
  const u3 = v128.load(source + 3 * from)
  const u4 = v128.load(source + 4 * from)
  const sum1 = f32x4.add(u1, u2)
  const sum2 = f32x4.add(u3, u4)
  const third = f32x4.splat(<f32>(1.0 / 3.0))
  const sixth = f32x4.splat(<f32>(1.0 / 6.0))
  const first = f32x4.sub(v128.load(source), f32x4.mul(f32x4.splat(<f32>(2.0 / 3.0)), sum1))
  v128.store(target, f32x4.add(first, f32x4.mul(sixth, sum2)))
  const difference = f32x4.add(f32x4.mul(f32x4.splat(2), f32x4.sub(u2, u1)), f32x4.sub(u3, u4))
  v128.store(target + to, f32x4.mul(f32x4.splat(<f32>(1.4142135623730951 / 6.0)), difference))
  v128.store(target + 2 * to, f32x4.add(f32x4.mul(third, f32x4.sub(sum2, sum1)), v128.load(source + 5 * from)))
}

/**
 * Sums the partial sums in their order and transforms them back to a gradient [3, 3, in, out]; a chunk is one input channel.
 *
 * params: partial sums, how many, dw, in, out
 */
export function winogradFilterGradientSum(params: usize, chunk: i32, scratch: usize): void {
  const partial = <usize>load<u32>(params)
  const count = load<i32>(params, 4)
  const inputs = load<i32>(params, 12)
  const outputs = load<i32>(params, 16)
  const row = <usize>((outputs + 7) >> 3) << 5
  const position = row * <usize>inputs
  const matrix = (<usize>inputs * outputs) << 2
  const here = partial + <usize>chunk * row
  const dw = <usize>load<u32>(params, 8) + <usize>chunk * ((<usize>outputs) << 2)
  const half = scratch + 576
  for (let c: usize = 0; c < (<usize>outputs) << 2; c += 16) {
    for (let p: usize = 0; p < 36; p++) {
      let sum = v128.load(here + p * position + c)
      for (let i = 1; i < count; i++) sum = f32x4.add(sum, v128.load(here + (<usize>i * 36 + p) * position + c))
      v128.store(scratch + (p << 4), sum)
    }
    for (let j: usize = 0; j < 6; j++) transformFilterGradient6(scratch + (j << 4), 96, half + (j << 4), 96)
    for (let i: usize = 0; i < 3; i++) transformFilterGradient6(half + i * 96, 16, dw + i * 3 * matrix + c, matrix)
  }
}
