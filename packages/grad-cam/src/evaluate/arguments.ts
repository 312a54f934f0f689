/** What every measure demands of its arguments. */

/** A picture as the network takes it: preprocessed, row-major, channels last. */
export interface PictureValues {
  /** `height x width x channels` numbers of any scale. */
  values: Float32Array
  height: number
  width: number
  channels: number
}

/** Everything but 0 and false is inside. */
export type Mask = ArrayLike<number | boolean>

/** Refuses a map that cannot be judged. */
export function checkMap(map: ArrayLike<number>): void {
  for (let i = 0; i < map.length; i++) {
    if (!Number.isFinite(map[i])) throw new RangeError(`map: value ${i} is ${map[i]}, expected finite numbers only`)
  }
}

/** Refuses what cannot be judged; returns the number of cells that the mask covers. */
export function checkMask(map: ArrayLike<number>, mask: Mask): number {
  if (map.length !== mask.length) {
    throw new RangeError(`mask: got ${mask.length} cells for a map of ${map.length}; resize the map to the mask first`)
  }
  checkMap(map)
  let covered = 0
  for (let i = 0; i < mask.length; i++) if (mask[i]) covered++
  if (covered === 0) throw new RangeError('mask: it is empty, so that nothing can be hit; leave such pictures out')
  return covered
}

/** Refuses a picture whose sizes and values do not fit, or that is not finite; returns the number of its cells. */
export function checkPicture({ values, height, width, channels }: PictureValues): number {
  for (const [name, size] of Object.entries({ height, width, channels })) checkWhole(`picture.${name}`, size, 1)
  const expected = height * width * channels
  if (values.length !== expected) {
    throw new RangeError(
      `picture.values: got ${values.length} numbers, expected ${height} x ${width} x ${channels} = ${expected}`,
    )
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0)
    throw new RangeError(`picture.values: value ${wrong} is ${values[wrong]}, expected finite numbers only`)
  return height * width
}

/** Refuses everything but whole numbers from `lowest` to `highest`. */
export function checkWhole(
  name: string,
  value: number,
  lowest: number,
  highest: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= lowest && value <= highest) return
  const range = highest === Number.MAX_SAFE_INTEGER ? `from ${lowest} on` : `from ${lowest} to ${highest}`
  throw new RangeError(`${name}: got ${value}, expected a whole number ${range}`)
}
