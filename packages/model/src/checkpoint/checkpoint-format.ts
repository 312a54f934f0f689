/**
 * The bytes of a checkpoint, version 1.0. Numbers are little-endian on every machine.
 *
 * | offset   | bytes       | content                                                                                  |
 * | -------- | ----------- | ---------------------------------------------------------------------------------------- |
 * | 0        | 20          | `convlens-checkpoint` and a line feed                                                    |
 * | 20       | 2, 2        | uint16 major and minor version                                                           |
 * | 24       | 4           | uint32 `h`, length of the header, a multiple of 4                                        |
 * | 28       | `h`         | UTF-8 JSON `{ tensors: [{ name, shape }], progress }` as `toJson` writes it, then spaces |
 * | 28 + `h` | 4 per value | float32 values of the tensors, one tensor after the other in the header's order          |
 * | the end  | 64          | SHA-256 of everything before, in hexadecimal digits                                      |
 *
 * Tensors cannot overlap, as nothing says where one begins. A later minor version may add fields to the header, which older readers
 * pass over; whatever else changes makes a later major version, which they refuse. The first 24 bytes and the checksum stay as
 * they are in all versions, so that a damaged checkpoint is told from a later one.
 */
export const magic = 'convlens-checkpoint\n'

export const version: { major: number; minor: number } = { major: 1, minor: 0 }

/** Where the parts begin. */
export const offsets: { version: number; headerLength: number; header: number } = {
  version: 20,
  headerLength: 24,
  header: 28,
}

/** Hexadecimal digits at the end. */
export const checksumLength = 64

export const bytesPerValue = 4

/** One tensor in the header. */
export type TensorEntry = { readonly name: string; readonly shape: readonly number[] }

/** Values in a tensor; 1 for a scalar. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function isLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
}

/** Turns float32 bytes of this machine into little-endian ones, or back, in place. */
export function swapIfBigEndian(bytes: Uint8Array, littleEndian: boolean = isLittleEndian()): void {
  if (littleEndian) return
  for (let at = 0; at < bytes.length; at += bytesPerValue) bytes.subarray(at, at + bytesPerValue).reverse()
}
