/** Makes sure that all subjects drew the same maps with Grad-CAM, and tells how close they are with other methods. */
import { type Agreement, agreement } from './agreement.ts'

/** Of 0..1: float32 sums in another order leave some 1e-5. */
const tolerance = 1e-3

export interface MapSet {
  subject: string
  method: string
  /** Pictures. */
  batch: number
  /** One map after the other. */
  maps: Float32Array
}

export class SameMaps {
  readonly #pixels: number
  readonly #sets: MapSet[] = []
  /** Of all maps of Grad-CAM: the least correlation and the largest difference. */
  readonly worst: Agreement = { correlation: 1, difference: 0 }

  /** @param pixels of one map */
  constructor(pixels: number) {
    this.#pixels = pixels
  }

  /** @throws Error where a map of Grad-CAM is not that of a subject before, or shows nothing that could be compared */
  add(set: MapSet): void {
    const { subject, method, batch, maps } = set
    const other = this.#sets.find((known) => known.method === method && known.batch === batch)
    if (method === 'grad-cam') {
      if (Number.isNaN(agreement(maps, maps, this.#pixels).correlation))
        throw new Error(`${method}: one of the maps of ${subject} is blank`)
      const { correlation, difference } = agreement(maps, other?.maps ?? maps, this.#pixels)
      if (!(correlation > 1 - tolerance && difference < tolerance)) {
        throw new Error(
          `${method}: the maps of ${subject} are not those of ${other?.subject}, ` +
            `with a correlation of ${correlation} and differences of up to ${difference}`,
        )
      }
      this.worst.correlation = Math.min(this.worst.correlation, correlation)
      this.worst.difference = Math.max(this.worst.difference, difference)
    }
    if (!this.#sets.some((known) => known.subject === subject && known.method === method && known.batch === batch))
      this.#sets.push(set)
  }

  /** How close the maps of the first of some subjects are to those of the first of others; undefined where one lacks them. */
  between(method: string, some: readonly string[], others: readonly string[]): Agreement | undefined {
    const setOf = (subjects: readonly string[]): MapSet | undefined =>
      this.#sets.find((set) => set.method === method && subjects.includes(set.subject))
    const [a, b] = [setOf(some), setOf(others)]
    if (a === undefined || b === undefined || a.batch !== b.batch) return undefined
    return agreement(a.maps, b.maps, this.#pixels)
  }
}
