/** The entropy-coded bits of a JPEG (ITU-T T.81, F.2.2.5): Huffman symbols and numbers, up to the next marker. */

/** For every 16 bits: the symbol they start with, and 256 times its length; 0 where no code starts so. */
export type HuffmanTable = Uint16Array

/**
 * A table from the body of a DHT segment (T.81, annex C).
 *
 * @param counts how many codes there are of 1 to 16 bits
 * @returns `undefined` where there are more codes than fit
 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | undefined {
  const table = new Uint16Array(65_536)
  let at = 0
  let symbol = 0
  for (let length = 1; length <= 16; length++) {
    const width = 2 ** (16 - length)
    for (let i = 0; i < counts[length - 1]!; i++, at += width) {
      if (at + width > 65_536) return undefined
      table.fill(length * 256 + symbols[symbol++]!, at, at + width)
    }
  }
  return table
}

export class JpegBits {
  /** The byte that is read next: after the last bits, that of a marker. */
  at: number
  private bits = 0
  private count = 0
  /** How many of the bits at hand are made up, as the data has ended. */
  private made = 0

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
  ) {
    this.at = start
  }

  /** Whether more bits were taken than there are. */
  get overrun(): boolean {
    return this.made > this.count
  }

  private fill(): void {
    while (this.count <= 16) {
      const byte = this.bytes[this.at]
      const marker = byte === 0xff && this.bytes[this.at + 1] !== 0
      if (byte === undefined || marker) this.made += 8
      else this.at += byte === 0xff ? 2 : 1
      this.bits = (this.bits << 8) | (byte === undefined || marker ? 0 : byte)
      this.count += 8
    }
  }

  /** The next Huffman symbol; -1 where the bits are no code. */
  symbol(table: HuffmanTable): number {
    this.fill()
    const entry = table[(this.bits >>> (this.count - 16)) & 0xffff]!
    if (entry === 0) return -1
    this.count -= entry >> 8
    return entry & 255
  }

  /** A difference of `size` bits, 0 to 15 (T.81, F.2.2.1: EXTEND). */
  difference(size: number): number {
    if (size === 0) return 0
    this.fill()
    this.count -= size
    const value = (this.bits >>> this.count) & (2 ** size - 1)
    return value < 2 ** (size - 1) ? value - 2 ** size + 1 : value
  }

  /** Goes behind the restart marker; false where there is none. */
  restart(): boolean {
    if (this.overrun) return false
    this.bits = this.count = this.made = 0
    while (this.bytes[this.at] === 0xff && this.bytes[this.at + 1] === 0xff) this.at++
    const marker = this.bytes[this.at + 1] ?? 0
    if (this.bytes[this.at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false
    this.at += 2
    return true
  }
}
