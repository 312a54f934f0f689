/** MixUp and CutMix: pictures of a batch and their labels are mixed in pairs. */
import { createRandom } from '../random.ts'
import type { Random } from '../random.ts'
import { drawBeta } from './beta.ts'

export interface MixOptions {
  /** Parameter of the symmetric beta distribution of the shares, above 0: .2 is usual for MixUp, 1 for CutMix. */
  alpha: number
  /** Probability that a picture is mixed at all; 1 by default. */
  p?: number
  /** Root of all randomness, as the loader's. */
  seed: number
  /** Counted from 0. */
  epoch: number
}

/** How one picture of a batch is mixed. */
export interface DrawnPair {
  /** Index in the batch of the picture that is mixed in; a picture's own index leaves it alone. */
  partner: number
  /** Share of the picture itself, 0 to 1. */
  share: number
  /** CutMix only: the partner's rectangle that stands in its place, in fractions of the size. */
  box?: { left: number; top: number; width: number; height: number }
}

/** How a batch is mixed, one pair for each of its pictures. */
export type DrawnMix = readonly DrawnPair[]

/**
 * Draws a MixUp (Zhang, Cisse, Dauphin, Lopez-Paz 2018) with a share for each picture. A picture's share depends on (seed, epoch,
 * id) alone; its partner on these and on which pictures are in the batch, not on their order.
 *
 * @param ids of the batch's samples
 * @throws {RangeError} where an option is wrong
 *
 * @example
 * const drawn = sampleMixUp(batch.ids, { alpha: 0.2, seed: 7, epoch })
 * const { x, y } = applyMix(batch.x, batch.shape, oneHot(batch.y, 2), drawn)
 */
export function sampleMixUp(ids: readonly string[], options: MixOptions): DrawnPair[] {
  return samplePairs('mixUp', ids, options, (partner, share) => ({ partner, share }))
}

/**
 * Draws a CutMix (Yun and others 2019): a rectangle of the partner, of area 1 - share before it is cut at the border, around a
 * uniform point. Keyed as `sampleMixUp`.
 *
 * @param ids of the batch's samples
 * @throws {RangeError} where an option is wrong
 */
export function sampleCutMix(ids: readonly string[], options: MixOptions): DrawnPair[] {
  return samplePairs('cutMix', ids, options, (partner, drawnShare, random) => {
    const half = Math.sqrt(1 - drawnShare) / 2
    const [x, y] = [random.next(), random.next()]
    const [left, top] = [Math.max(0, x - half), Math.max(0, y - half)]
    const box = { left, top, width: Math.min(1, x + half) - left, height: Math.min(1, y + half) - top }
    return { partner, share: 1 - box.width * box.height, box }
  })
}

/**
 * Mixes pictures and labels as drawn.
 *
 * @param x `n * h * w * c` values; stays as it is
 * @param y `n * classes` soft labels, such as `oneHot` gives; stays as it is
 * @returns new pictures and labels of the same shapes. Under CutMix the label's share is that of the pixels after rounding.
 * @throws {RangeError} where the sizes do not belong together
 */
export function applyMix(
  x: Float32Array,
  shape: readonly [n: number, height: number, width: number, channels: number],
  y: Float32Array,
  drawn: DrawnMix,
): { x: Float32Array; y: Float32Array } {
  const [n, height, width, channels] = shape
  const size = height * width * channels
  if (x.length !== n * size)
    throw new RangeError(`x: ${x.length} values given, expected ${n * size} for the shape [${shape.join(', ')}]`)
  if (drawn.length !== n)
    throw new RangeError(`drawn: ${drawn.length} pairs given, expected ${n}, one for each picture`)
  const classes = n === 0 ? 0 : y.length / n
  if (!Number.isInteger(classes))
    throw new RangeError(`y: ${y.length} values given, expected a multiple of ${n} pictures`)
  const mixed = { x: x.slice(), y: y.slice() }
  for (const [i, { partner, share, box }] of drawn.entries()) {
    if (!Number.isInteger(partner) || partner < 0 || partner >= n)
      throw new RangeError(`drawn[${i}].partner: ${partner} given, expected the index of one of ${n} pictures`)
    if (!(share >= 0 && share <= 1)) throw new RangeError(`drawn[${i}].share: ${share} given, expected 0 to 1`)
    if (partner === i) continue
    let own = share
    const [to, from] = [i * size, partner * size]
    if (box === undefined) for (let k = 0; k < size; k++) mixed.x[to + k] = own * x[to + k]! + (1 - own) * x[from + k]!
    else {
      const [left, right] = [Math.round(box.left * width), Math.round((box.left + box.width) * width)]
      const [top, bottom] = [Math.round(box.top * height), Math.round((box.top + box.height) * height)]
      for (let row = top; row < bottom; row++) {
        const start = (row * width + left) * channels
        const end = (row * width + right) * channels
        mixed.x.set(x.subarray(from + start, from + end), to + start)
      }
      own = 1 - ((right - left) * (bottom - top)) / (width * height)
    }
    for (let k = 0; k < classes; k++)
      mixed.y[i * classes + k] = own * y[i * classes + k]! + (1 - own) * y[partner * classes + k]!
  }
  return mixed
}

/**
 * Class indices as rows with a single 1.
 *
 * @returns `y.length * classes` values
 * @throws {RangeError} where an index is no class
 */
export function oneHot(y: ArrayLike<number>, classes: number): Float32Array {
  const out = new Float32Array(y.length * classes)
  for (let i = 0; i < y.length; i++) {
    const index = y[i]!
    if (!Number.isInteger(index) || index < 0 || index >= classes)
      throw new RangeError(`y[${i}]: ${index} given, expected a class from 0 to ${classes - 1}`)
    out[i * classes + index] = 1
  }
  return out
}

function samplePairs(
  kind: string,
  ids: readonly string[],
  { alpha, p = 1, seed, epoch }: MixOptions,
  pair: (partner: number, share: number, random: Random) => DrawnPair,
): DrawnPair[] {
  if (!(alpha > 0 && Number.isFinite(alpha))) throw new RangeError(`alpha: ${alpha} given, expected a number above 0`)
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p: ${p} given, expected a probability from 0 to 1`)
  // A sample that a batch holds twice gets two keys.
  const seen = new Map<string, number>()
  const members = ids.map((id, index) => {
    const place = seen.get(id) ?? 0
    seen.set(id, place + 1)
    return { id, place, index, order: createRandom(seed, epoch, id, kind, 'partner', place).next() }
  })
  // In a circle of random order everyone's partner is the next.
  const circle = [...members].sort((one, two) => one.order - two.order || (one.id < two.id ? -1 : 1))
  const partners = new Map(circle.map(({ index }, i) => [index, circle[(i + 1) % circle.length]!.index]))
  return members.map(({ id, place, index }) => {
    const random = createRandom(seed, epoch, id, kind, 'share', place)
    if (!(random.next() < p)) return { partner: index, share: 1 }
    return pair(partners.get(index)!, drawBeta(alpha, random), random)
  })
}
