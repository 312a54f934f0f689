/** Grows a mask by a distance. */
import type { Mask } from './arguments.ts'

/** 1 for every cell whose centre is at most `distance` cells (Euclid) from that of a cell of the mask. */
export function dilate(mask: Mask, width: number, distance: number): Uint8Array {
  const height = mask.length / width
  const along = rowDistances(mask, width)
  const rows = Math.min(Math.floor(distance), height - 1)
  const result = new Uint8Array(mask.length)
  for (let dy = -rows; dy <= rows; dy++) {
    const reach = Math.sqrt(distance ** 2 - dy ** 2)
    const first = Math.max(0, -dy) * width
    const last = Math.min(height, height - dy) * width
    for (let i = first; i < last; i++) if (along[i + dy * width]! <= reach) result[i] = 1
  }
  return result
}

/** Distance of every cell from the nearest cell of the mask in its row; infinite where the row has none. */
function rowDistances(mask: Mask, width: number): Float64Array {
  const result = new Float64Array(mask.length).fill(Number.POSITIVE_INFINITY)
  for (let start = 0; start < mask.length; start += width) {
    for (let pass = 0, distance = Number.POSITIVE_INFINITY; pass < 2; pass++, distance = Number.POSITIVE_INFINITY) {
      for (let x = 0; x < width; x++) {
        const i = start + (pass === 0 ? x : width - 1 - x)
        distance = mask[i] ? 0 : distance + 1
        result[i] = Math.min(result[i]!, distance)
      }
    }
  }
  return result
}
