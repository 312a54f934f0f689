/** Ground-glass patches: soft, mottled opacities with irregular edges, mostly low, peripheral and on both sides. */
import type { Random } from '../random.ts'
import type { PhantomBuild } from './build.ts'
import type { Chest } from './chest.ts'
import { smoothstep } from './curves.ts'
import { cloudNoise, valueNoise } from './noise.ts'

/** A place near the chest wall, and the size of what lies there. */
export interface PeripheralPlace {
  /** Centre, in chest units. */
  x: number
  y: number
  /** Half axes along and across. */
  long: number
  short: number
  /** Radians from the x axis to the long axis. */
  angle: number
}

/** A patch; its edge is made irregular where it is drawn. */
export interface PhantomLesion extends PeripheralPlace {
  /** Attenuation added in the middle; the whole lung takes away 0.78. */
  opacity: number
  /** How mottled the patch is: 0 smooth, 1 from nothing to double within the patch. */
  texture: number
  seed: number
}

/** Draws a place on one side (-1 or 1). Patches and harmless folds share it, so that the place does not tell them apart. */
export function samplePlace(random: Random, chest: Chest, side: number): PeripheralPlace {
  const low = random.next() < 0.75
  const y = chest.height * (low ? random.uniform(0.5, 0.95) : random.uniform(0.2, 0.5))
  return {
    x: side * Math.max(0.3, chest.cage(y) - random.uniform(0.1, 0.32)),
    y,
    long: random.uniform(0.22, 0.4),
    short: random.uniform(0.15, 0.27),
    angle: side * (Math.PI / 2 + random.uniform(-0.5, 0.5)),
  }
}

/** Distance from the centre of a place in units of its half axes. */
export function placeRadius(place: PeripheralPlace, x: number, y: number): number {
  const dx = x - place.x
  const dy = y - place.y
  if (dx * dx + dy * dy > 2.6 * place.long * place.long) return 2
  const cos = Math.cos(place.angle)
  const sin = Math.sin(place.angle)
  const u = (dx * cos + dy * sin) / place.long
  const v = (dy * cos - dx * sin) / place.short
  return Math.sqrt(u * u + v * v)
}

/** Draws the patches of a diseased patient: three to five, seven times in eight on both sides. */
export function sampleLesions(random: Random, build: PhantomBuild, chest: Chest): PhantomLesion[] {
  const count = 3 + random.integer(3)
  const first = random.next() < 0.5 ? -1 : 1
  const bilateral = random.next() < 0.88
  return Array.from({ length: count }, (_, i) => ({
    ...samplePlace(random, chest, bilateral && i % 2 === 1 ? -first : first),
    opacity: random.uniform(0.21, 0.34),
    texture: random.uniform(0.7, 1),
    seed: (build.irregularity + 7919 * (i + 1)) % 1_000_000_007,
  }))
}

/** Share of a patch's opacity at a point, without its texture: 1 in the middle, 0 outside. */
export function lesionShare(lesion: PhantomLesion, x: number, y: number): number {
  const radius = placeRadius(lesion, x, y)
  if (radius >= 2) return 0
  const edge = 0.75 * (cloudNoise(6 * x, 6 * y, lesion.seed) - 0.5)
  return smoothstep(1.25, 0.25, radius + edge)
}

/** Factor of the mottling at a point, with mean about 1: cloudy grains and a fine net of thickened septa. */
export function lesionTexture(lesion: PhantomLesion, x: number, y: number): number {
  const grains = cloudNoise(19 * x, 19 * y, lesion.seed + 11)
  const net = 1 - Math.abs(2 * valueNoise(13 * x + 0.4 * y, 13 * y - 0.4 * x, lesion.seed + 23) - 1)
  return Math.max(0, 1 + lesion.texture * (2.4 * (grains - 0.5) + 0.8 * (net - 0.67)))
}
