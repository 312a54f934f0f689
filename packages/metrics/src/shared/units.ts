// What counts as independent, and is drawn, swapped or left out as a whole: a patient with all pictures, or one picture.

/** The patient of each picture. A picture without one (undefined) counts as a patient of its own. */
export type Groups = ArrayLike<string | number | undefined>

export interface NumberedUnits {
  count: number
  /** The unit of each picture, as a number from 0, in order of first appearance. */
  unitOf: Int32Array
}

export interface Units extends NumberedUnits {
  /** The positions of each unit's pictures, rising. */
  pictures: number[][]
}

/** Numbers the patients of `n` pictures; without groups every picture is a unit of its own. */
export function numberUnits(n: number, groups?: Groups): NumberedUnits {
  const unitOf = new Int32Array(n)
  if (groups === undefined) return { count: n, unitOf: unitOf.map((_, i) => i) }
  const known = new Map<string | number, number>()
  let count = 0
  for (let i = 0; i < n; i++) {
    const group = groups[i]
    const unit = group === undefined ? count : (known.get(group) ?? count)
    if (group !== undefined) known.set(group, unit)
    if (unit === count) count++
    unitOf[i] = unit
  }
  return { count, unitOf }
}

/** The units with the pictures of each, for what goes from one unit to the next. */
export function gatherUnits(n: number, groups?: Groups): Units {
  const numbered = numberUnits(n, groups)
  const pictures = Array.from({ length: numbered.count }, (): number[] => [])
  numbered.unitOf.forEach((unit, i) => pictures[unit]!.push(i))
  return { ...numbered, pictures }
}

/** How many units have such a picture. */
export function countUnitsWith({ pictures }: Units, has: (picture: number) => boolean): number {
  return pictures.filter((of) => of.some(has)).length
}
