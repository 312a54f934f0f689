/** Makes the memory of a WebAssembly binary shared, so that workers can compute in it. */

const MEMORY_IMPORT = 2
const MEMORY_SECTION = 5
const IMPORT_SECTION = 2

/**
 * A copy of `binary` whose memory is declared shared: one flag of its limits, which the format puts into the import of the
 * memory or into the memory section (WebAssembly core specification, 5.3.7 and threads proposal).
 *
 * TensorFlow.js' SIMD binary for one thread is the same code either way; with shared memory, other threads may work on its
 * tensors. The memory must have a maximum.
 *
 * @throws Error where there is no memory or it has no maximum
 */
export function shareMemory(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(binary)
  const at = findLimits(copy)
  if (at === undefined) throw new Error('binary: expected a WebAssembly module with a memory')
  if (copy[at] !== 1 && copy[at] !== 3) throw new Error('binary: expected a memory with a maximum')
  copy[at] = 3
  return copy
}

/** Reads unsigned LEB128 numbers, one after the other. */
class Reader {
  position: number
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes
    this.position = position
  }

  number(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.position++] ?? 0
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  }

  skip(count: number): void {
    this.position += count
  }
}

/** Where the flags of the memory's limits are. */
function findLimits(bytes: Uint8Array): number | undefined {
  const reader = new Reader(bytes, 8)
  while (reader.position < bytes.length) {
    const section = reader.number()
    const size = reader.number()
    const end = reader.position + size
    if (section === MEMORY_SECTION && reader.number() > 0) return reader.position
    if (section === IMPORT_SECTION) {
      for (let left = reader.number(); left > 0; left--) {
        reader.skip(reader.number())
        reader.skip(reader.number())
        const kind = reader.number()
        if (kind === MEMORY_IMPORT) return reader.position
        skipImport(reader, kind)
      }
    }
    reader.position = end
  }
  return undefined
}

/** Steps over the description of an imported function, table or global. */
function skipImport(reader: Reader, kind: number): void {
  if (kind === 0) reader.number()
  else if (kind === 1) {
    reader.skip(1)
    const hasMaximum = reader.number() === 1
    reader.number()
    if (hasMaximum) reader.number()
  } else reader.skip(2)
}
