/** Depthwise convolutions: every input channel has filters of its own, as many as there are outputs to an input. */
import {
  DILATION_HEIGHT,
  DILATION_WIDTH,
  HEIGHT,
  IN,
  KERNEL_HEIGHT,
  KERNEL_WIDTH,
  OUT,
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

/** target[i] += a[i] * b[i] for `count` values. */
@inline
function addProducts(target: usize, a: usize, b: usize, count: i32): void {
  const bytes = (<usize>count) << 2
  const whole = bytes & ~15
  for (let i: usize = 0; i < whole; i += 16) {
    v128.store(target + i, f32x4.add(v128.load(target + i), f32x4.mul(v128.load(a + i), v128.load(b + i))))
  }
  for (let i = whole; i < bytes; i += 4) {
    store<f32>(target + i, load<f32>(target + i) + load<f32>(a + i) * load<f32>(b + i))
  }
}

/**
 * One visit of (output row, kernel row): all columns and kernel columns of it.
 *
 * pass 0: y += x w; pass 1: dx += dy w; pass 2: dw += x dy
 */
@inline
function visit(params: usize, pass: i32, xRow: usize, yRow: usize, filterRow: usize): void {
  const width = field(params, WIDTH)
  const inputs = field(params, IN)
  const outWidth = field(params, OUT_WIDTH)
  const multiplier = field(params, OUT) / inputs
  const kernelWidth = field(params, KERNEL_WIDTH)
  const strideWidth = field(params, STRIDE_WIDTH)
  const dilationWidth = field(params, DILATION_WIDTH)
  const padLeft = field(params, PAD_LEFT)
  const xPixel = (<usize>inputs) << 2
  const yPixel = xPixel * <usize>multiplier
  for (let column = 0; column < outWidth; column++) {
    const y = yRow + <usize>column * yPixel
    for (let kw = 0; kw < kernelWidth; kw++) {
      const at = column * strideWidth - padLeft + kw * dilationWidth
      if (at < 0 || at >= width) continue
      const x = xRow + <usize>at * xPixel
      const w = filterRow + <usize>kw * yPixel
      if (multiplier == 1) {
        if (pass == 0) addProducts(y, x, w, inputs)
        else if (pass == 1) addProducts(x, y, w, inputs)
        else addProducts(w, x, y, inputs)
        continue
      }
      let many: usize = 0
      for (let c: usize = 0; c < xPixel; c += 4) {
        for (let q = 0; q < multiplier; q++) {
          if (pass == 0) store<f32>(y + many, load<f32>(y + many) + load<f32>(x + c) * load<f32>(w + many))
          else if (pass == 1) store<f32>(x + c, load<f32>(x + c) + load<f32>(y + many) * load<f32>(w + many))
          else store<f32>(w + many, load<f32>(w + many) + load<f32>(x + c) * load<f32>(y + many))
          many += 4
        }
      }
    }
  }
}

@inline
function rows(params: usize, pass: i32, x: usize, y: usize, filter: usize, n: i32, first: i32, end: i32): void {
  const height = field(params, HEIGHT)
  const outHeight = field(params, OUT_HEIGHT)
  const xRow = ((<usize>field(params, WIDTH) * field(params, IN)) << 2)
  const yRow = ((<usize>field(params, OUT_WIDTH) * field(params, OUT)) << 2)
  const filterRow = ((<usize>field(params, KERNEL_WIDTH) * field(params, OUT)) << 2)
  for (let row = first; row < end; row++) {
    for (let kh = 0; kh < field(params, KERNEL_HEIGHT); kh++) {
      const at = row * field(params, STRIDE_HEIGHT) - field(params, PAD_TOP) + kh * field(params, DILATION_HEIGHT)
      if (at < 0 || at >= height) continue
      visit(
        params,
        pass,
        x + <usize>(n * height + at) * xRow,
        y + <usize>(n * outHeight + row) * yRow,
        filter + <usize>kh * filterRow,
      )
    }
  }
}

/** params: x, filter, y, -, geometry. A chunk is one output row of one picture. */
export function depthwise(params: usize, chunk: i32, _scratch: usize): void {
  const outHeight = field(params, OUT_HEIGHT)
  const n = chunk / outHeight
  const row = chunk - n * outHeight
  const y = address(params, 2)
  const bytes = (<usize>field(params, OUT_WIDTH) * field(params, OUT)) << 2
  memory.fill(y + <usize>chunk * bytes, 0, bytes)
  rows(params, 0, address(params, 0), y, address(params, 1), n, row, row + 1)
}

/** params: dx, filter, dy, -, geometry. A chunk is one picture. */
export function depthwiseInputGradient(params: usize, chunk: i32, _scratch: usize): void {
  const dx = address(params, 0)
  const bytes = (<usize>field(params, HEIGHT) * field(params, WIDTH) * field(params, IN)) << 2
  memory.fill(dx + <usize>chunk * bytes, 0, bytes)
  rows(params, 1, dx, address(params, 2), address(params, 1), chunk, 0, field(params, OUT_HEIGHT))
}

/** params: x, partial sums [batch][kernelHeight, kernelWidth, in, multiplier], dy, -, geometry. A chunk is one picture. */
export function depthwiseFilterGradient(params: usize, chunk: i32, _scratch: usize): void {
  const bytes = (<usize>field(params, KERNEL_HEIGHT) * field(params, KERNEL_WIDTH) * field(params, OUT)) << 2
  const sums = address(params, 1) + <usize>chunk * bytes
  memory.fill(sums, 0, bytes)
  rows(params, 2, address(params, 0), address(params, 2), sums, chunk, 0, field(params, OUT_HEIGHT))
}
