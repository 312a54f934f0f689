// Scores sorted from the highest to the lowest: what every ranking metric begins with, fast enough for a million.

/** Scores from the highest to the lowest; equal scores stay in the order in which they came. */
export interface FallingOrder {
  /** Where each score stood. */
  order: Uint32Array
  /** The scores themselves. */
  scores: Float64Array
}

/** Bits of a key that one pass of the radix sort looks at: three passes for the 32 of a float. */
const DIGIT = 11
const BUCKETS = 2 ** DIGIT
const PASSES = 3

/** Below this the radix sort's buckets take longer to count than the scores to merge. */
const FEW = 1024

/** Stretches of this length are sorted by insertion before they are merged. */
const STRETCH = 12

/** Turns the bits of floats over so that they fall, as whole numbers, as the floats rise. Twice over is as before. */
function turnBits(bits: Uint32Array): void {
  for (let i = 0; i < bits.length; i++) {
    const each = bits[i]!
    bits[i] = each >>> 31 === 1 ? each : ~each & 0x7fffffff
  }
}

/** Whole numbers that fall as the values rise, and never where a value is less: those of the nearest float32. */
function fallingKeys(floats: Float32Array): Uint32Array {
  const keys = new Uint32Array(floats.buffer)
  turnBits(keys)
  return keys
}

/** The positions of `keys`, rising, by their digits from the last to the first: stable. Sorts `keys` too. */
function radixOrder(keys: Uint32Array): Uint32Array {
  const { length } = keys
  const counts = new Uint32Array(BUCKETS * PASSES)
  for (let i = 0; i < length; i++) {
    const key = keys[i]!
    counts[key & (BUCKETS - 1)]!++
    counts[BUCKETS + ((key >>> DIGIT) & (BUCKETS - 1))]!++
    counts[2 * BUCKETS + (key >>> (2 * DIGIT))]!++
  }
  let [from, to]: [Uint32Array, Uint32Array] = [keys, new Uint32Array(length)]
  let [order, next] = [new Uint32Array(length), new Uint32Array(length)]
  let moved = false
  for (let pass = 0; pass < PASSES; pass++) {
    const start = counts.subarray(pass * BUCKETS, (pass + 1) * BUCKETS)
    const shift = pass * DIGIT
    // All in one bucket: nothing moves.
    if (start[(from[0]! >>> shift) & (BUCKETS - 1)] === length) continue
    let sum = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = start[bucket]!
      start[bucket] = sum
      sum += count
    }
    for (let i = 0; i < length; i++) {
      const key = from[i]!
      const bucket = (key >>> shift) & (BUCKETS - 1)
      const at = start[bucket]!
      start[bucket] = at + 1
      to[at] = key
      next[at] = moved ? order[i]! : i
    }
    moved = true
    ;[from, to] = [to, from]
    ;[order, next] = [next, order]
  }
  if (!moved) for (let i = 0; i < length; i++) order[i] = i
  if (from !== keys) keys.set(from)
  return order
}

function sortByInsertion(values: Float64Array, order: Uint32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    const place = order[i]!
    let j = i - 1
    for (; j >= from && values[j]! < value; j--) {
      values[j + 1] = values[j]!
      order[j + 1] = order[j]!
    }
    values[j + 1] = value
    order[j + 1] = place
  }
}

/** Sorts both by falling `values`, stable. */
function sortByMerging(values: Float64Array, order: Uint32Array): void {
  const { length } = values
  for (let from = 0; from < length; from += STRETCH) {
    sortByInsertion(values, order, from, Math.min(from + STRETCH, length))
  }
  if (length <= STRETCH) return
  let [source, places]: [Float64Array, Uint32Array] = [values, order]
  let [target, nextPlaces]: [Float64Array, Uint32Array] = [new Float64Array(length), new Uint32Array(length)]
  for (let width = STRETCH; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      const middle = Math.min(from + width, length)
      const to = Math.min(from + 2 * width, length)
      let [left, right] = [from, middle]
      for (let i = from; i < to; i++) {
        const taken = left < middle && (right >= to || source[left]! >= source[right]!) ? left++ : right++
        target[i] = source[taken]!
        nextPlaces[i] = places[taken]!
      }
    }
    ;[source, target] = [target, source]
    ;[places, nextPlaces] = [nextPlaces, places]
  }
  if (source === values) return
  values.set(source)
  order.set(places)
}

/** Sorts what shares its key: by how far it is from the least of it, which tells at least the least and the most apart. */
function sortShared(keys: Uint32Array, values: Float64Array, order: Uint32Array): void {
  const { length } = keys
  for (let from = 0, to = 1; from < length; from = to++) {
    const key = keys[from]!
    if (keys[to] !== key) continue
    let least = values[from]!
    let most = least
    for (; to < length && keys[to] === key; to++) {
      const value = values[to]!
      if (value < least) least = value
      else if (value > most) most = value
    }
    if (least === most) continue
    if (to - from <= STRETCH) sortByInsertion(values, order, from, to)
    else sortFalling(values.subarray(from, to), order.subarray(from, to), least, most - least)
  }
}

/** Sorts both by falling `values`, stable. */
function sortFalling(values: Float64Array, order: Uint32Array, low: number, range: number): void {
  if (values.length <= FEW) {
    sortByMerging(values, order)
    return
  }
  const keys = fallingKeys(Float32Array.from(values, (value) => (value - low) / range))
  const positions = radixOrder(keys)
  const [valuesBefore, orderBefore] = [values.slice(), order.slice()]
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i]!
    values[i] = valuesBefore[at]!
    order[i] = orderBefore[at]!
  }
  sortShared(keys, values, order)
}

/** What to do with scores that fall, or rise without two alike: nothing, or turn them round. */
function sortedAlready(values: Float64Array): FallingOrder | undefined {
  const { length } = values
  let i = 1
  while (i < length && values[i]! <= values[i - 1]!) i++
  if (i === length) {
    const order = new Uint32Array(length)
    for (let at = 0; at < length; at++) order[at] = at
    return { order, scores: values.slice() }
  }
  i = 1
  while (i < length && values[i]! > values[i - 1]!) i++
  if (i < length) return undefined
  const order = new Uint32Array(length)
  for (let at = 0; at < length; at++) order[at] = length - 1 - at
  return { order, scores: values.slice().reverse() }
}

/**
 * Sorts finite scores; neither NaN nor an infinity may be among them. Takes time in proportion to their number: it sorts
 * by the nearest float32 of each, and only what is one there again by what is left of it.
 */
export function fallingOrder(yScore: ArrayLike<number>): FallingOrder {
  const { length } = yScore
  if (length <= FEW) {
    const scores = new Float64Array(yScore)
    const order = Uint32Array.from({ length }, (_, i) => i)
    sortByMerging(scores, order)
    return { order, scores }
  }
  const values = yScore instanceof Float64Array ? yScore : new Float64Array(yScore)
  const sorted = sortedAlready(values)
  if (sorted) return sorted
  const floats = new Float32Array(length)
  let isExact = true
  for (let i = 0; i < length; i++) {
    // Adding 0 turns -0 into 0, which is equal to it and would not be as bits.
    const float = Math.fround(values[i]! + 0)
    floats[i] = float
    isExact &&= float === values[i]
  }
  const keys = fallingKeys(floats)
  const order = radixOrder(keys)
  if (isExact) {
    // `floats` looks at the same memory as the sorted keys.
    turnBits(keys)
    return { order, scores: new Float64Array(floats) }
  }
  const scores = new Float64Array(length)
  for (let i = 0; i < length; i++) scores[i] = values[order[i]!]!
  sortShared(keys, scores, order)
  return { order, scores }
}
