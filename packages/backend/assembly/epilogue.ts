/** What is done to products as they are written: bias and activation. */

/** bias: 0 for none. activation: 0 none, 1 ReLU, 2 ReLU6. */
@inline
export function finish(value: v128, bias: usize, activation: i32): v128 {
  if (bias != 0) value = f32x4.add(value, v128.load(bias))
  if (activation != 0) value = f32x4.max(value, f32x4.splat(0))
  if (activation == 2) value = f32x4.min(value, f32x4.splat(6))
  return value
}

/** Rows of products with padded channels -> output pixels, with bias and activation. */
export function writeRows(
  products: usize,
  row: usize,
  y: usize,
  count: i32,
  channels: i32,
  bias: usize,
  activation: i32,
): void {
  const whole = (<usize>channels >> 2) << 4
  const bytes = (<usize>channels) << 2
  for (let i = 0; i < count; i++) {
    for (let c: usize = 0; c < whole; c += 16) {
      v128.store(y + c, finish(v128.load(products + c), bias != 0 ? bias + c : 0, activation))
    }
    for (let c = whole; c < bytes; c += 4) {
      let value = load<f32>(products + c)
      if (bias != 0) value += load<f32>(bias + c)
      if (activation != 0) value = max<f32>(value, 0)
      if (activation == 2) value = min<f32>(value, 6)
      store<f32>(y + c, value)
    }
    products += row
    y += bytes
  }
}
