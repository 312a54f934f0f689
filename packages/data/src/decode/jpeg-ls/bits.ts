/** The bits of a JPEG-LS scan (ITU-T T.87, A.1): after a byte of all ones, the next one counts for seven bits. */

export class LsBits {
  /** The byte that is read next: after the last bits, that of a marker. */
  at: number
  private bits = 0
  private count = 0
  private afterOnes = false
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

  /** At least 17 bits, made up ones where there are no more: ones, which end every run. */
  private fill(): void {
    while (this.count <= 16) {
      const byte = this.bytes[this.at]
      const size = this.afterOnes ? 7 : 8
      const ended =
        byte === undefined || (this.afterOnes ? byte > 127 : byte === 0xff && !(this.bytes[this.at + 1]! < 128))
      this.bits = (this.bits << size) | (ended ? 2 ** size - 1 : byte)
      this.count += size
      if (ended) this.made += size
      else this.at++
      this.afterOnes = !ended && byte === 0xff
    }
  }

  /** A number of `size` bits, 0 to 16. */
  read(size: number): number {
    if (size === 0) return 0
    this.fill()
    this.count -= size
    return (this.bits >>> this.count) & (2 ** size - 1)
  }

  /** How many noughts come before the next one, which is taken as well; `most` + 1 where there are more. */
  noughts(most: number): number {
    let found = 0
    while (found <= most) {
      this.fill()
      const run = Math.clz32(this.bits << (32 - this.count))
      if (run < this.count) {
        this.count -= run + 1
        return Math.min(found + run, most + 1)
      }
      found += this.count
      this.count = 0
    }
    return most + 1
  }
}
