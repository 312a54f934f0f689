/** Operations value by value. A chunk is a run of `perChunk` values, a multiple of four. */

const RELU = 0
const STEP = 1
const SQUARE = 2
const SQRT = 3
const NEGATE = 4
const RELU6 = 5

@inline
function apply(code: i32, x: v128, parameter: v128): v128 {
  if (code == RELU) return f32x4.max(x, f32x4.splat(0))
  if (code == STEP) {
    const step = v128.bitselect(f32x4.splat(1), parameter, f32x4.gt(x, f32x4.splat(0)))
    return v128.bitselect(x, step, f32x4.ne(x, x))
  }
  if (code == SQUARE) return f32x4.mul(x, x)
  if (code == SQRT) return f32x4.sqrt(x)
  if (code == NEGATE) return f32x4.neg(x)
  return f32x4.min(f32x4.max(x, f32x4.splat(0)), f32x4.splat(6))
}

@inline
function mapRun(code: i32, x: usize, y: usize, bytes: usize, parameter: v128): void {
  const whole = bytes & ~15
  for (let i: usize = 0; i < whole; i += 16) v128.store(y + i, apply(code, v128.load(x + i), parameter))
  for (let i = whole; i < bytes; i += 4) {
    store<f32>(y + i, f32x4.extract_lane(apply(code, v128.load32_zero(x + i), parameter), 0))
  }
}

/** params: x, y, values in all, values a chunk, code, parameter (float) */
export function unary(params: usize, chunk: i32, _scratch: usize): void {
  const perChunk = load<i32>(params, 12)
  const start = (<usize>chunk * perChunk) << 2
  const bytes = min((<usize>perChunk) << 2, ((<usize>load<i32>(params, 8)) << 2) - start)
  const x = <usize>load<u32>(params) + start
  const y = <usize>load<u32>(params, 4) + start
  const parameter = f32x4.splat(load<f32>(params, 20))
  const code = load<i32>(params, 16)
  if (code == RELU) mapRun(RELU, x, y, bytes, parameter)
  else if (code == STEP) mapRun(STEP, x, y, bytes, parameter)
  else if (code == SQUARE) mapRun(SQUARE, x, y, bytes, parameter)
  else if (code == SQRT) mapRun(SQRT, x, y, bytes, parameter)
  else if (code == NEGATE) mapRun(NEGATE, x, y, bytes, parameter)
  else mapRun(RELU6, x, y, bytes, parameter)
}

const ADD = 0
const SUBTRACT = 1
const MULTIPLY = 2
const DIVIDE = 3
const MAXIMUM = 4
const MINIMUM = 5
const SQUARED_DIFFERENCE = 6
const RELU_GRADIENT = 7
const REVERSED_SUBTRACT = 8
const REVERSED_DIVIDE = 9

@inline
function combine(code: i32, a: v128, b: v128): v128 {
  if (code == ADD) return f32x4.add(a, b)
  if (code == SUBTRACT) return f32x4.sub(a, b)
  if (code == MULTIPLY) return f32x4.mul(a, b)
  if (code == DIVIDE) return f32x4.div(a, b)
  if (code == MAXIMUM) return f32x4.max(a, b)
  if (code == MINIMUM) return f32x4.min(a, b)
  if (code == SQUARED_DIFFERENCE) {
    const difference = f32x4.sub(a, b)
    return f32x4.mul(difference, difference)
  }
  if (code == RELU_GRADIENT) return v128.and(a, f32x4.gt(b, f32x4.splat(0)))
  if (code == REVERSED_SUBTRACT) return f32x4.sub(b, a)
  return f32x4.div(b, a)
}

@inline
function combineRun(code: i32, a: usize, b: usize, y: usize, bytes: usize, scalar: bool): void {
  const whole = bytes & ~15
  const all = v128.load32_splat(b)
  for (let i: usize = 0; i < whole; i += 16) {
    v128.store(y + i, combine(code, v128.load(a + i), scalar ? all : v128.load(b + i)))
  }
  for (let i = whole; i < bytes; i += 4) {
    const one = combine(code, v128.load32_zero(a + i), scalar ? all : v128.load32_zero(b + i))
    store<f32>(y + i, f32x4.extract_lane(one, 0))
  }
}

@inline
function combineChunk(code: i32, a: usize, b: usize, y: usize, bytes: usize, repeat: usize): void {
  if (repeat == 4) combineRun(code, a, b, y, bytes, true)
  else if (repeat == 0) combineRun(code, a, b, y, bytes, false)
  else for (let i: usize = 0; i < bytes; i += repeat) combineRun(code, a + i, b, y + i, min(repeat, bytes - i), false)
}

/**
 * params: a, b, y, values in all, values a chunk, code, values of b that repeat (0: b is as long as a; 1: one for all;
 * otherwise a chunk is a multiple of it)
 */
export function binary(params: usize, chunk: i32, _scratch: usize): void {
  const perChunk = load<i32>(params, 16)
  const start = (<usize>chunk * perChunk) << 2
  const bytes = min((<usize>perChunk) << 2, ((<usize>load<i32>(params, 12)) << 2) - start)
  const repeat = (<usize>load<i32>(params, 24)) << 2
  const a = <usize>load<u32>(params) + start
  const b = <usize>load<u32>(params, 4) + (repeat == 0 ? start : 0)
  const y = <usize>load<u32>(params, 8) + start
  const code = load<i32>(params, 20)
  if (code == ADD) combineChunk(ADD, a, b, y, bytes, repeat)
  else if (code == SUBTRACT) combineChunk(SUBTRACT, a, b, y, bytes, repeat)
  else if (code == MULTIPLY) combineChunk(MULTIPLY, a, b, y, bytes, repeat)
  else if (code == DIVIDE) combineChunk(DIVIDE, a, b, y, bytes, repeat)
  else if (code == MAXIMUM) combineChunk(MAXIMUM, a, b, y, bytes, repeat)
  else if (code == MINIMUM) combineChunk(MINIMUM, a, b, y, bytes, repeat)
  else if (code == SQUARED_DIFFERENCE) combineChunk(SQUARED_DIFFERENCE, a, b, y, bytes, repeat)
  else if (code == RELU_GRADIENT) combineChunk(RELU_GRADIENT, a, b, y, bytes, repeat)
  else if (code == REVERSED_SUBTRACT) combineChunk(REVERSED_SUBTRACT, a, b, y, bytes, repeat)
  else combineChunk(REVERSED_DIVIDE, a, b, y, bytes, repeat)
}

/** y = x scale + shift, channel by channel. params: x, scale, shift, y, pixels in all, channels, pixels a chunk */
export function scaleAndShift(params: usize, chunk: i32, _scratch: usize): void {
  const channels = load<i32>(params, 20)
  const perChunk = load<i32>(params, 24)
  const bytes = (<usize>channels) << 2
  const whole = bytes & ~15
  const first = chunk * perChunk
  const count = min(perChunk, load<i32>(params, 16) - first)
  const scale = <usize>load<u32>(params, 4)
  const shift = <usize>load<u32>(params, 8)
  let x = <usize>load<u32>(params) + <usize>first * bytes
  let y = <usize>load<u32>(params, 12) + <usize>first * bytes
  for (let i = 0; i < count; i++) {
    for (let c: usize = 0; c < whole; c += 16) {
      v128.store(y + c, f32x4.add(f32x4.mul(v128.load(x + c), v128.load(scale + c)), v128.load(shift + c)))
    }
    for (let c = whole; c < bytes; c += 4) store<f32>(y + c, load<f32>(x + c) * load<f32>(scale + c) + load<f32>(shift + c))
    x += bytes
    y += bytes
  }
}

/** Sets values to zero. params: target, values in all, values a chunk */
export function zero(params: usize, chunk: i32, _scratch: usize): void {
  const perChunk = load<i32>(params, 8)
  const start = (<usize>chunk * perChunk) << 2
  memory.fill(
    <usize>load<u32>(params) + start,
    0,
    min((<usize>perChunk) << 2, ((<usize>load<i32>(params, 4)) << 2) - start),
  )
}
