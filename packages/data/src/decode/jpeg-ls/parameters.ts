/** The numbers that a JPEG-LS scan goes by (ITU-T T.87, C.2.4.1 and A.2.1). */

/** As an LSE segment presets them; 0 stands for the default. */
export interface Presets {
  maximum: number
  thresholds: [number, number, number]
  reset: number
}

export interface Parameters {
  /** Largest value of a sample. */
  maximum: number
  near: number
  /** Borders between the regions of a gradient. */
  thresholds: [number, number, number]
  /** After how many samples a context halves what it has counted. */
  reset: number
  /** How many errors there are, how many bits they take, and the longest code. */
  range: number
  errorBits: number
  limit: number
}

/** @throws {Error} in one clause where the presets cannot be */
export function parametersOf(precision: number, near: number, presets: Presets): Parameters {
  const maximum = presets.maximum || 2 ** precision - 1
  if (maximum >= 2 ** precision || near > Math.min(255, maximum >> 1)) throw new Error('its parameters do not fit')
  const thresholds = thresholdsOf(maximum, near, presets.thresholds)
  const [one, two, three] = thresholds
  if (!(near < one && one <= two && two <= three && three <= maximum)) throw new Error('its parameters do not fit')
  const range = Math.floor((maximum + 2 * near) / (2 * near + 1)) + 1
  const bits = Math.max(2, bitsFor(maximum + 1))
  return {
    maximum,
    near,
    thresholds,
    reset: presets.reset || 64,
    range,
    errorBits: bitsFor(range),
    limit: 2 * (bits + Math.max(8, bits)),
  }
}

/** Bits that tell so many values apart. */
const bitsFor = (values: number): number => 32 - Math.clz32(values - 1)

function thresholdsOf(maximum: number, near: number, given: Presets['thresholds']): Presets['thresholds'] {
  const made: number[] = []
  const basic = [3, 7, 21]
  const [wide, narrow] = [Math.floor((Math.min(maximum, 4095) + 128) / 256), Math.floor(256 / (maximum + 1))]
  for (const [i, base] of basic.entries()) {
    const least = i + 2
    const slack = (2 * i + 3) * near
    const value =
      maximum >= 128 ? wide * (base - least) + least + slack : Math.max(least, Math.floor(base / narrow) + slack)
    const floor = made[i - 1] ?? near + 1
    made.push(given[i] || (value > maximum || value < floor ? floor : value))
  }
  return made as Presets['thresholds']
}
