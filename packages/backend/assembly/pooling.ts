/**
 * Maximum pooling and its gradient.
 *
 * params: x, dy or 0, output (y or dx), -, geometry, output rows in all, output rows a chunk
 */
import {
  DILATION_HEIGHT,
  DILATION_WIDTH,
  HEIGHT,
  IN,
  KERNEL_HEIGHT,
  KERNEL_WIDTH,
  MORE,
  OUT_HEIGHT,
  OUT_WIDTH,
  PAD_LEFT,
  PAD_TOP,
  STRIDE_HEIGHT,
  STRIDE_WIDTH,
  WIDTH,
  address,
  field,
} from './params'

@inline
function poolRows(params: usize, chunk: i32, gradient: bool): void {
  const height = field(params, HEIGHT)
  const width = field(params, WIDTH)
  const channels = field(params, IN)
  const outHeight = field(params, OUT_HEIGHT)
  const outWidth = field(params, OUT_WIDTH)
  const pixel = (<usize>channels) << 2
  const line = pixel * <usize>width
  const perChunk = field(params, MORE + 1)
  const end = min(field(params, MORE), (chunk + 1) * perChunk)
  const dilatedRow = line * <usize>field(params, DILATION_HEIGHT)
  const dilatedColumn = pixel * <usize>field(params, DILATION_WIDTH)
  for (let row = chunk * perChunk; row < end; row++) {
    const n = row / outHeight
    const top = (row - n * outHeight) * field(params, STRIDE_HEIGHT) - field(params, PAD_TOP)
    const firstRow = top < 0 ? ceilDivide(-top, field(params, DILATION_HEIGHT)) : 0
    const endRow = min(field(params, KERNEL_HEIGHT), ceilDivide(height - top, field(params, DILATION_HEIGHT)))
    const picture = <usize>n * <usize>height * line
    for (let column = 0; column < outWidth; column++) {
      const left = column * field(params, STRIDE_WIDTH) - field(params, PAD_LEFT)
      const firstColumn = left < 0 ? ceilDivide(-left, field(params, DILATION_WIDTH)) : 0
      const endColumn = min(field(params, KERNEL_WIDTH), ceilDivide(width - left, field(params, DILATION_WIDTH)))
      const output = (<usize>row * outWidth + column) * pixel
      if (firstRow >= endRow || firstColumn >= endColumn) {
        if (!gradient) memory.fill(address(params, 2) + output, 0, pixel)
        continue
      }
      const start =
        picture +
        <usize>(top + firstRow * field(params, DILATION_HEIGHT)) * line +
        <usize>(left + firstColumn * field(params, DILATION_WIDTH)) * pixel
      window(
        params,
        gradient,
        start,
        output,
        endRow - firstRow,
        endColumn - firstColumn,
        dilatedRow,
        dilatedColumn,
        pixel,
      )
    }
  }
}

@inline
function ceilDivide(a: i32, b: i32): i32 {
  return (a + b - 1) / b
}

/** One window, four channels at a time; the gradient goes to the first of its largest values, row by row. */
@inline
function window(
  params: usize,
  gradient: bool,
  start: usize,
  output: usize,
  rows: i32,
  columns: i32,
  dilatedRow: usize,
  dilatedColumn: usize,
  pixel: usize,
): void {
  const x = address(params, 0) + start
  const target = address(params, 2)
  const whole = pixel & ~15
  let c: usize = 0
  for (; c < whole; c += 16) {
    let largest = v128.load(x + c)
    let index = i32x4.splat(0)
    let position = 0
    for (let i = 0; i < rows; i++) {
      let here = x + <usize>i * dilatedRow + c
      for (let j = 0; j < columns; j++) {
        const value = v128.load(here)
        const larger = f32x4.gt(value, largest)
        if (gradient) {
          index = v128.bitselect(i32x4.splat(position), index, larger)
          position++
        }
        largest = v128.bitselect(value, largest, larger)
        here += dilatedColumn
      }
    }
    if (!gradient) {
      v128.store(target + output + c, largest)
      continue
    }
    const dy = v128.load(address(params, 1) + output + c)
    position = 0
    for (let i = 0; i < rows; i++) {
      let here = target + start + <usize>i * dilatedRow + c
      for (let j = 0; j < columns; j++) {
        const mine = v128.and(dy, i32x4.eq(index, i32x4.splat(position)))
        v128.store(here, f32x4.add(v128.load(here), mine))
        position++
        here += dilatedColumn
      }
    }
  }
  for (; c < pixel; c += 4) {
    let largest = load<f32>(x + c)
    let best: usize = 0
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const offset = <usize>i * dilatedRow + <usize>j * dilatedColumn
        const value = load<f32>(x + offset + c)
        if (value > largest) {
          largest = value
          best = offset
        }
      }
    }
    if (gradient) {
      const to = target + start + best + c
      store<f32>(to, load<f32>(to) + load<f32>(address(params, 1) + output + c))
    } else store<f32>(target + output + c, largest)
  }
}

export function maxPool(params: usize, chunk: i32, _scratch: usize): void {
  poolRows(params, chunk, false)
}

/** Adds to dx, which must be zero; chunks must not share input rows. */
export function maxPoolGradient(params: usize, chunk: i32, _scratch: usize): void {
  poolRows(params, chunk, true)
}
