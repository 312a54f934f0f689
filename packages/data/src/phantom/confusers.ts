/** Shadows that are no disease: they brighten the same parts of the lungs, but smoothly and on both sides alike. */
import type { Random } from '../random.ts'
import type { PhantomBuild } from './build.ts'
import type { Chest } from './chest.ts'
import { roundDepth, smoothstep } from './curves.ts'
import { placeRadius, samplePlace, type PeripheralPlace } from './lesions.ts'

export interface PhantomConfusers {
  /** Attenuation of a haze that grows towards both bases (a shallow breath, soft tissue in front). */
  basalHaze: number
  /** Relative height where the haze begins. */
  hazeStart: number
  /** Attenuation of soft tissue along both chest walls. */
  lateralHaze: number
  /** Smooth folds of skin and muscle, each drawn on both sides, `opacity` in the middle. */
  folds: (PeripheralPlace & { opacity: number })[]
  /** Attenuation of the breasts, where the patient has them. */
  breast: number
  /** Attenuation of the nipples. */
  nipple: number
}

/**
 * Draws the shadows of one picture. A healthy chest gets as many folds on average as a diseased one has patches, at places drawn
 * alike, so that brightness gives the class away nowhere.
 */
export function sampleConfusers(random: Random, healthy: boolean, chest: Chest): PhantomConfusers {
  const folds = healthy ? 1 + random.integer(2) : random.integer(2)
  return {
    basalHaze: random.uniform(0, 0.16),
    hazeStart: random.uniform(0.25, 0.6),
    lateralHaze: random.uniform(0, 0.12),
    folds: Array.from({ length: folds }, () => ({
      ...samplePlace(random, chest, 1),
      opacity: random.uniform(0.12, 0.26),
    })),
    breast: random.uniform(0.1, 0.2),
    nipple: random.uniform(0.07, 0.13),
  }
}

/** Attenuation of the shadows at a point (chest units), inside and outside the lungs. */
export function createConfusers(
  confusers: PhantomConfusers,
  build: PhantomBuild,
  chest: Chest,
): (x: number, y: number, air: number) => number {
  const breastY = 0.8 * chest.height
  return (x, y, air) => {
    const ax = Math.abs(x)
    let value = air * confusers.basalHaze * smoothstep(confusers.hazeStart, 1.05, y / chest.height)
    value +=
      air * confusers.lateralHaze * smoothstep(0.62, 0.1, chest.cage(y) - ax) * smoothstep(0.15, 0.5, y / chest.height)
    if (air > 0)
      for (const fold of confusers.folds) value += air * fold.opacity * smoothstep(1.25, 0.2, placeRadius(fold, ax, y))
    if (build.breast > 0) {
      const dx = (ax - 0.56) / (1.1 * build.breast)
      const dy = (y - breastY) / build.breast
      const t = 1 - Math.sqrt(dx * dx + dy * dy)
      // Fades upwards, where the breast passes into the chest wall.
      if (t > 0) value += confusers.breast * roundDepth(2.2 * t) * smoothstep(-1, 0.35, dy)
    }
    if (build.nipples > 0) {
      const d = Math.sqrt((ax - 0.58) ** 2 + (y - breastY - 0.04) ** 2) / build.nipples
      value += confusers.nipple * smoothstep(1.1, 0.75, d)
    }
    return value
  }
}
