/** What a JPEG-LS scan learns as it goes (ITU-T T.87, A.5 to A.7): for every kind of neighbourhood, how far predictions are off. */
import type { LsBits } from './bits.ts'
import type { Parameters } from './parameters.ts'

/** Run lengths grow by these powers of two (T.87, A.2.1). */
export const runOrders: readonly number[] = [
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
]

/** Contexts 0 to 364 are of regular samples, 365 and 366 of those that end a run. */
const count = 367

export class Contexts {
  private readonly sum: Int32Array
  private readonly bias = new Int32Array(count)
  private readonly correction = new Int32Array(count)
  private readonly seen: Int32Array = new Int32Array(count).fill(1)
  private readonly negative = new Int32Array(count)

  constructor(
    private readonly parameters: Parameters,
    private readonly bits: LsBits,
  ) {
    this.sum = new Int32Array(count).fill(Math.max(2, (parameters.range + 32) >> 6))
  }

  /** A regular sample (A.4 to A.6): its prediction, corrected by what the context has learnt, and the error that is coded. */
  regular(context: number, sign: 1 | -1, predicted: number): number {
    const { maximum, near, reset, limit } = this.parameters
    const corrected = Math.min(maximum, Math.max(0, predicted + sign * this.correction[context]!))
    const order = this.order(context, this.sum[context]!)
    const code = this.code(order, limit)
    // Even codes are errors from 0 up, odd ones from -1 down; where errors lean to one side, the reverse.
    const mirrored = near === 0 && order === 0 && 2 * this.bias[context]! <= -this.seen[context]!
    const folded = code & 1 ? -((code + 1) >> 1) : code >> 1
    const error = mirrored ? -1 - folded : folded
    this.bias[context]! += error * (2 * near + 1)
    this.sum[context]! += Math.abs(error)
    if (this.seen[context] === reset) this.halve(context)
    this.seen[context]!++
    this.correct(context)
    return this.rebuild(corrected, sign * error)
  }

  /**
   * The sample that ends a run (A.7.2).
   *
   * @param alike whether its left and upper neighbours are equal, or nearly
   * @param runIndex how long runs were
   */
  interruption(alike: boolean, left: number, above: number, runIndex: number): number {
    const { limit, reset } = this.parameters
    const type = alike ? 1 : 0
    const context = 365 + type
    const order = this.order(context, this.sum[context]! + (alike ? this.seen[context]! >> 1 : 0))
    const code = this.code(order, limit - runOrders[runIndex]! - 1)
    const folded = code + type
    const odd = (folded & 1) === 1
    const size = (folded + 1) >> 1
    const error = (order !== 0 || 2 * this.negative[context]! >= this.seen[context]!) === odd ? -size : size
    if (error < 0) this.negative[context]!++
    this.sum[context]! += (code + 1 - type) >> 1
    if (this.seen[context] === reset) {
      this.halve(context)
      this.negative[context]! >>= 1
    }
    this.seen[context]!++
    return alike ? this.rebuild(left, error) : this.rebuild(above, left > above ? -error : error)
  }

  /** Golomb's order (A.5.1): the first that makes as many samples as were seen reach the sum of their errors. */
  private order(context: number, sum: number): number {
    let order = 0
    while (this.seen[context]! * 2 ** order < sum) order++
    return order
  }

  /** A code of limited length (A.5.3). */
  private code(order: number, limit: number): number {
    const { errorBits } = this.parameters
    const longest = limit - errorBits - 1
    const high = this.bits.noughts(longest)
    if (high > longest) throw new Error('its packed pixels are damaged')
    if (high === longest) return this.bits.read(errorBits) + 1
    // An order beyond 16 would belong to errors that no sample has.
    if (order > 16) throw new Error('its packed pixels are damaged')
    return high * 2 ** order + this.bits.read(order)
  }

  private halve(context: number): void {
    this.sum[context]! >>= 1
    // Rounded away from nought, as the standard has it.
    this.bias[context]! >>= 1
    this.seen[context]! >>= 1
  }

  /** Keeps the bias between -seen and 0 by shifting the correction (A.6.2). */
  private correct(context: number): void {
    const seen = this.seen[context]!
    if (this.bias[context]! <= -seen) {
      this.bias[context] = Math.max(this.bias[context]! + seen, 1 - seen)
      if (this.correction[context]! > -128) this.correction[context]!--
    } else if (this.bias[context]! > 0) {
      this.bias[context] = Math.min(this.bias[context]! - seen, 0)
      if (this.correction[context]! < 127) this.correction[context]!++
    }
  }

  /** Prediction and error to a sample (A.4.5, A.8). */
  private rebuild(predicted: number, error: number): number {
    const { maximum, near, range } = this.parameters
    const step = 2 * near + 1
    let value = predicted + error * step
    if (value < -near) value += range * step
    else if (value > maximum + near) value -= range * step
    return Math.min(maximum, Math.max(0, value))
  }
}
