/** Grey pictures in three channels: twins of the loops in `augment/grey-in-three.ts`. */

/**
 * The first of three channels, where all are alike to the bit.
 *
 * @returns whether they are; where not, what stands at `out` is arbitrary
 */
export function oneOfThree(x: usize, out: usize, pixels: i32): bool {
  const end = out + ((<usize>pixels) << 2)
  let other = i32x4.splat(0)
  for (; out + 16 <= end; out += 16, x += 48) {
    const a = v128.load(x)
    const b = v128.load(x, 16)
    const c = v128.load(x, 32)
    const one = v128.shuffle<i32>(v128.shuffle<i32>(a, b, 0, 3, 6, 6), c, 0, 1, 2, 5)
    v128.store(out, one)
    other = v128.or(other, v128.xor(a, v128.shuffle<i32>(one, one, 0, 0, 0, 1)))
    other = v128.or(other, v128.xor(b, v128.shuffle<i32>(one, one, 1, 1, 2, 2)))
    other = v128.or(other, v128.xor(c, v128.shuffle<i32>(one, one, 2, 3, 3, 3)))
  }
  for (; out < end; out += 4, x += 12) {
    const one = load<i32>(x)
    store<i32>(out, one)
    other = v128.or(other, i32x4.splat((one ^ load<i32>(x, 4)) | (one ^ load<i32>(x, 8))))
  }
  return !v128.any_true(other)
}

/** Every value three times. */
export function threeOfOne(x: usize, out: usize, pixels: i32): void {
  const end = x + ((<usize>pixels) << 2)
  for (; x + 16 <= end; x += 16, out += 48) {
    const one = v128.load(x)
    v128.store(out, v128.shuffle<i32>(one, one, 0, 0, 0, 1))
    v128.store(out, v128.shuffle<i32>(one, one, 1, 1, 2, 2), 16)
    v128.store(out, v128.shuffle<i32>(one, one, 2, 3, 3, 3), 32)
  }
  for (; x < end; x += 4, out += 12) {
    const one = load<f32>(x)
    store<f32>(out, one)
    store<f32>(out, one, 4)
    store<f32>(out, one, 8)
  }
}
