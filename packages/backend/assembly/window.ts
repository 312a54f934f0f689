/** Windows of pictures, one for each tile of 4 x 4 outputs. */

// Where a tile lies: tiles run along the rows of one picture, then of the next.
@inline
export function pictureOf(tile: i32, high: i32, wide: i32): i32 {
  return tile / (high * wide)
}

@inline
export function topOf(tile: i32, high: i32, wide: i32): i32 {
  return 4 * ((tile / wide) % high)
}

@inline
export function leftOf(tile: i32, wide: i32): i32 {
  return 4 * (tile % wide)
}

/** True where the picture holds the whole window. */
@inline
export function isInside(top: i32, left: i32, size: i32, height: i32, width: i32): bool {
  return top >= 0 && left >= 0 && top + size <= height && left + size <= width
}

/** Copies the window of `size` rows and columns at (top, left), with zeros outside the picture. */
export function copyWindow(
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
