/** The parameters of a kernel: whole numbers and addresses, four bytes each. */

@inline
export function field(params: usize, index: usize): i32 {
  return load<i32>(params + (index << 2))
}

@inline
export function address(params: usize, index: usize): usize {
  return <usize>load<u32>(params + (index << 2))
}

// The geometry of a convolution or pooling follows four addresses, always in this order.
export const HEIGHT: usize = 4
export const WIDTH: usize = 5
export const IN: usize = 6
export const OUT_HEIGHT: usize = 7
export const OUT_WIDTH: usize = 8
export const OUT: usize = 9
export const KERNEL_HEIGHT: usize = 10
export const KERNEL_WIDTH: usize = 11
export const STRIDE_HEIGHT: usize = 12
export const STRIDE_WIDTH: usize = 13
export const DILATION_HEIGHT: usize = 14
export const DILATION_WIDTH: usize = 15
export const PAD_TOP: usize = 16
export const PAD_LEFT: usize = 17
/** The first number after the geometry. */
export const MORE: usize = 18
