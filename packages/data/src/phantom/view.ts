/** How one picture was taken: position, exposure, film, side marker. The class never enters here. */
import type { Random } from '../random.ts'

export interface PhantomView {
  /** Half the side of the picture, in chest units. */
  field: number
  shiftX: number
  shiftY: number
  /** Radians. */
  rotation: number
  /** Attenuation that comes out middle grey: higher is darker. */
  exposure: number
  contrast: number
  /** Standard deviation of the grain, as a share of the grey range. */
  grain: number
  vignette: number
  /** Slope of the beam's intensity across and down the film. */
  heelX: number
  heelY: number
  /** Unexposed margins (left, top, right, bottom) as shares of the side. */
  margins: [number, number, number, number]
  /** The side marker names the patient's side it lies on; undefined: none. */
  marker: { letter: 'L' | 'R'; x: number; y: number; size: number } | undefined
  filmSeed: number
}

/** Draws the circumstances of one picture. */
export function sampleView(random: Random): PhantomView {
  const letter = random.next() < 0.5 ? 'L' : 'R'
  const inset = random.uniform(0.05, 0.13)
  const margin = (): number => (random.next() < 0.12 ? random.uniform(0.01, 0.05) : 0)
  return {
    field: random.uniform(1.16, 1.4),
    shiftX: random.uniform(-0.1, 0.1),
    shiftY: random.uniform(-0.1, 0.12),
    rotation: 0.035 * random.normal(),
    exposure: random.uniform(0.5, 0.85),
    contrast: random.uniform(1.8, 2.8),
    grain: random.uniform(0.008, 0.024),
    vignette: random.uniform(0, 0.22),
    heelX: 0.05 * random.normal(),
    heelY: 0.06 * random.normal(),
    margins: [margin(), margin(), margin(), margin()],
    marker:
      random.next() < 0.8
        ? {
            letter,
            x: letter === 'R' ? inset : 1 - inset,
            y: random.uniform(0.05, 0.3),
            size: random.uniform(0.035, 0.06),
          }
        : undefined,
    filmSeed: random.integer(1_000_000_000),
  }
}

/** Takes a point of the picture (shares of its side, 0 to 1) to chest units and back. */
export function viewTransform(
  view: PhantomView,
  centreY: number,
): {
  /** x = a*u + b*v + c, y = -b*u + a*v + d. */
  toChest: { a: number; b: number; c: number; d: number }
  toPicture: (x: number, y: number) => [u: number, v: number]
} {
  const scale = 2 * view.field
  const a = scale * Math.cos(view.rotation)
  const b = scale * Math.sin(view.rotation)
  const c = view.shiftX - 0.5 * (a + b)
  const d = view.shiftY + centreY - 0.5 * (a - b)
  const square = scale * scale
  return {
    toChest: { a, b, c, d },
    toPicture: (x, y) => [(a * (x - c) - b * (y - d)) / square, (b * (x - c) + a * (y - d)) / square],
  }
}
