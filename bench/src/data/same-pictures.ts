/** Makes sure that all subjects made the same pictures where chance has no part. */

export interface PictureSet {
  subject: string
  /** What was done to the pictures. */
  what: string
  /** One picture after the other, 0..1. */
  values: Float32Array
}

/** The largest mean absolute difference of a picture and its counterpart; NaN where there are not as many values. */
export function meanDifference(a: Float32Array, b: Float32Array, pixels: number): number {
  if (a.length !== b.length) return Number.NaN
  let most = 0
  for (let start = 0; start < a.length; start += pixels) {
    let sum = 0
    for (let i = start; i < start + pixels; i++) sum += Math.abs(a[i]! - b[i]!)
    // Math.max hands NaN on, as a damaged value has to be.
    most = Math.max(most, sum / pixels)
  }
  return most
}

export class SamePictures {
  readonly #pixels: number
  readonly #sets: PictureSet[] = []

  /** @param pixels values of one picture */
  constructor(pixels: number) {
    this.#pixels = pixels
  }

  /**
   * @param tolerance the largest mean difference of a picture that is let pass
   * @throws Error where a picture is not that of the subject before
   */
  add(set: PictureSet, tolerance: number): void {
    const { subject, what, values } = set
    const other = this.#sets.find((known) => known.what === what)
    const difference = meanDifference(values, other?.values ?? values, this.#pixels)
    if (!(difference <= tolerance)) {
      throw new Error(
        `${what}: the pictures of ${subject} are not those of ${other?.subject ?? 'anyone'}, ` +
          `with a mean difference of ${difference} in 0..1`,
      )
    }
    if (!this.#sets.some((known) => known.what === what && known.subject === subject)) this.#sets.push(set)
  }

  /** Between the subjects that were there; undefined where there was only one. */
  difference(what: string, subjects?: readonly string[]): number | undefined {
    const [first, ...others] = this.#sets.filter(
      (set) => set.what === what && (subjects === undefined || subjects.includes(set.subject)),
    )
    if (first === undefined || others.length === 0) return undefined
    return Math.max(...others.map(({ values }) => meanDifference(first.values, values, this.#pixels)))
  }
}
