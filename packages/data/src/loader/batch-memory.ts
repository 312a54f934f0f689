/** The memory of batches, used again: getting it from the system takes up to as long as filling it. */

/** Gets memory for so many values. */
export type Allocate = (values: number) => Float32Array

/** Memory for the batches of loaders. */
export interface BatchMemory {
  /** Memory for so many values: what was given back, else what `allocate` gets. What is in it is arbitrary. */
  take(values: number, allocate: Allocate): Float32Array
  /** Takes back what nobody looks at any more. */
  giveBack(x: Float32Array): void
}

/**
 * Memory for `loader`'s batches that outlives a batch and an epoch: as much as was in use at once. A batch from it holds until the
 * next one is asked for, of any loader with this memory.
 *
 * @example
 * const memory = createBatchMemory()
 * for (let epoch = 0; epoch < 20; epoch++)
 *   for await (const { x, y } of loader(train, { preprocess, batchSize: 32, shuffle: true, epoch, memory })) ...
 */
export function createBatchMemory(): BatchMemory {
  const free: Float32Array[] = []
  // Memory that workers can write to is not taken for other, nor the other way round.
  const origin = new WeakMap<Float32Array, Allocate>()
  return {
    take(values, allocate) {
      const known = free.findIndex((x) => x.length === values && origin.get(x) === allocate)
      if (known >= 0) return free.splice(known, 1)[0]!
      const x = allocate(values)
      origin.set(x, allocate)
      return x
    },
    giveBack(x) {
      if (origin.has(x) && !free.includes(x)) free.push(x)
    },
  }
}
