/** Inverted dropout with a random number for every position: a hash of the position and a key. */

/** Two rounds of the 32-bit mixer `lowbias32` (Chris Wellons, 2018; constants by TheIronBorn), a key before each. */
@inline
function hash(position: v128, key0: v128, key1: v128): v128 {
  let x = i32x4.add(position, key0)
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad))
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x735a2d97))
  x = v128.xor(v128.xor(x, i32x4.shr_u(x, 15)), key1)
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x21f0aaad))
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(0x735a2d97))
  return v128.xor(x, i32x4.shr_u(x, 15))
}

/**
 * y = 0 where the hash is below the threshold, else x times scale.
 *
 * params: x (0 for ones), y, values in all, values a chunk, threshold (unsigned), scale (float), key 0, key 1, first position.
 * Scratch: one vector.
 */
export function dropout(params: usize, chunk: i32, scratch: usize): void {
  const size = load<i32>(params, 8)
  const perChunk = load<i32>(params, 12)
  const threshold = i32x4.splat(load<i32>(params, 16))
  const scale = f32x4.splat(load<f32>(params, 20))
  const key0 = i32x4.splat(load<i32>(params, 24))
  const key1 = i32x4.splat(load<i32>(params, 28))
  const start = chunk * perChunk
  const end = min(size, start + perChunk)
  const x = <usize>load<u32>(params)
  const y = <usize>load<u32>(params, 4)
  let position = i32x4.add(i32x4.splat(load<i32>(params, 32) + start), i32x4(0, 1, 2, 3))
  for (let i = start; i < end; i += 4) {
    const keep = i32x4.ge_u(hash(position, key0, key1), threshold)
    const at = (<usize>i) << 2
    if (i + 4 <= end) {
      const value = x != 0 ? f32x4.mul(v128.load(x + at), scale) : scale
      v128.store(y + at, v128.and(value, keep))
    } else {
      v128.store(scratch, v128.and(scale, keep))
      for (let j: usize = 0; j < (<usize>(end - i)) << 2; j += 4) {
        const factor = load<f32>(scratch + j)
        store<f32>(y + at + j, x != 0 ? load<f32>(x + at + j) * factor : factor)
      }
    }
    position = i32x4.add(position, i32x4.splat(4))
  }
}
