/** In which order the pixels of a picture are removed, by a map and by chance. */
import { resizeMap } from '../overlay/resize-map.ts'
import { checkMap, checkPicture, checkWhole, type PictureValues } from './arguments.ts'
import { createRandom, type Random } from './random.ts'

/** What removal measures have in common. */
export interface MappedPicture {
  /** Relevance of the cells, of any scale, row-major: the more, the earlier a pixel goes. */
  map: ArrayLike<number>
  /**
   * `[height, width]` of `map`; by default that of the picture. Give a map in its own resolution: it is resized like an
   * explanation's, and the random maps get the same coarseness.
   */
  shape?: readonly [height: number, width: number]
  picture: PictureValues
  /** Random maps for the chance level, two or more. Default 10. */
  randomOrders?: number
  /** Decides between pixels of equal value, and the random maps. Default 0. */
  seed?: number
}

/**
 * Orders of the picture's pixels, from the most relevant on: first the map's, then those of `randomOrders` random maps,
 * each the map with its cells shuffled. Equal pixels follow in a seeded order: of a plateau, exactly as many go as are
 * asked for, from anywhere in it.
 *
 * @throws RangeError where sizes do not fit or numbers are not finite
 */
export function removalOrders({ map, shape, picture, randomOrders = 10, seed = 0 }: MappedPicture): Uint32Array[] {
  const pixels = checkPicture(picture)
  const size = [picture.height, picture.width] as const
  const from = shape ?? size
  checkMap(map)
  checkWhole('randomOrders', randomOrders, 2)
  checkWhole('seed', seed, 0)
  const order = (cells: ArrayLike<number>, random: Random): Uint32Array =>
    descending(resizeMap(cells, from, size), random.shuffle(Uint32Array.from({ length: pixels }, (_, i) => i)))
  const orders = [order(map, createRandom(seed, 0))]
  for (let i = 1; i <= randomOrders; i++) {
    const random = createRandom(seed, i)
    orders.push(order(random.shuffle(Float64Array.from(map)), random))
  }
  return orders
}

/** Sorts `indices` by falling value; equal values keep their order. */
function descending(values: Float32Array, indices: Uint32Array): Uint32Array {
  const place = new Uint32Array(indices.length)
  indices.forEach((index, i) => (place[index] = i))
  return indices.sort((a, b) => values[b]! - values[a]! || place[a]! - place[b]!)
}
