/** Windows of pictures, one for each tile of 4 x 4 outputs. */
import { MORE, field } from './params'

// Where a tile lies: tiles run along the rows of one picture, then of the next. Their number down and across follows the geometry.
@inline
export function pictureOf(params: usize, tile: i32): i32 {
  return tile / (field(params, MORE) * field(params, MORE + 1))
}

@inline
export function topOf(params: usize, tile: i32): i32 {
  return 4 * ((tile / field(params, MORE + 1)) % field(params, MORE))
}

@inline
export function leftOf(params: usize, tile: i32): i32 {
  return 4 * (tile % field(params, MORE + 1))
}

/**
 * The window of `size` rows and columns at (top, left) of a picture: where it lies, or, where the picture does not hold all of
 * it, a copy at `spare` with zeros around.
 */
@inline
export function windowAt(
  picture: usize,
  top: i32,
  left: i32,
  size: i32,
  height: i32,
  width: i32,
  pixel: usize,
  spare: usize,
): usize {
  if (top >= 0 && left >= 0 && top + size <= height && left + size <= width) {
    return picture + <usize>(top * width + left) * pixel
  }
  copyWindow(picture, top, left, size, height, width, pixel, spare)
  return spare
}

function copyWindow(
  picture: usize,
  top: i32,
  left: i32,
  size: i32,
  height: i32,
  width: i32,
  pixel: usize,
  spare: usize,
): void {
  for (let i = 0; i < size; i++) {
    const y = top + i
    for (let j = 0; j < size; j++) {
      const x = left + j
      if (y >= 0 && y < height && x >= 0 && x < width) {
        memory.copy(spare, picture + <usize>(y * width + x) * pixel, pixel)
      } else {
        memory.fill(spare, 0, pixel)
      }
      spare += pixel
    }
  }
}
