/** Ground-glass patches: soft, mottled opacities with irregular edges, mostly low, peripheral and on both sides. */
import type { Random } from '../random.ts'
import type { PhantomBuild } from './build.ts'
import type { Chest } from './chest.ts'
import { smoothstep } from './curves.ts'
import { cloudNoise, valueNoise } from './noise.ts'

export interface PhantomLesion {
  /** Centre, in chest units. */
  x: number
  y: number
  /** Half axes along and across, before the edge is made irregular. */
  long: number
  short: number
  /** Radians from the x axis to the long axis. */
  angle: number
  /** Attenuation added in the middle; the whole lung takes away 0.78. */
  opacity: number
  /** How mottled the patch is: 0 smooth, 1 from nothing to double within the patch. */
  texture: number
  seed: number
}

/** Draws the patches of a diseased patient: two to five, most of them near the chest wall in the lower half. */
export function sampleLesions(random: Random, build: PhantomBuild, chest: Chest): PhantomLesion[] {
  const count = 2 + random.integer(4)
  const first = random.next() < 0.5 ? -1 : 1
  const bilateral = random.next() < 0.88
  const lesions: PhantomLesion[] = []
  for (let i = 0; i < count; i++) {
    const side = bilateral && i % 2 === 1 ? -first : first
    const low = random.next() < 0.78
    const y = chest.height * (low ? random.uniform(0.5, 0.95) : random.uniform(0.22, 0.5))
    const rim = chest.cage(y) - random.uniform(0.1, 0.3)
    lesions.push({
      x: side * Math.max(0.3, rim),
      y,
      long: random.uniform(0.22, 0.4),
      short: random.uniform(0.15, 0.27),
      angle: side * (Math.PI / 2 + random.uniform(-0.5, 0.5)),
      opacity: random.uniform(0.18, 0.32),
      texture: random.uniform(0.35, 0.7),
      seed: (build.irregularity + 7919 * (i + 1)) % 1_000_000_007,
    })
  }
  return lesions
}

/** Share of a patch's opacity at a point, without its texture: 1 in the middle, 0 outside. */
export function lesionShare(lesion: PhantomLesion, x: number, y: number): number {
  const dx = x - lesion.x
  const dy = y - lesion.y
  if (dx * dx + dy * dy > 2.6 * lesion.long * lesion.long) return 0
  const cos = Math.cos(lesion.angle)
  const sin = Math.sin(lesion.angle)
  const u = (dx * cos + dy * sin) / lesion.long
  const v = (dy * cos - dx * sin) / lesion.short
  const edge = 0.75 * (cloudNoise(6 * x, 6 * y, lesion.seed) - 0.5)
  return smoothstep(1.25, 0.25, Math.sqrt(u * u + v * v) + edge)
}

/** Factor of the mottling at a point, with mean about 1: cloudy grains and a fine net of thickened septa. */
export function lesionTexture(lesion: PhantomLesion, x: number, y: number): number {
  const grains = cloudNoise(19 * x, 19 * y, lesion.seed + 11)
  const net = 1 - Math.abs(2 * valueNoise(13 * x + 0.4 * y, 13 * y - 0.4 * x, lesion.seed + 23) - 1)
  return Math.max(0, 1 + lesion.texture * (2.4 * (grains - 0.5) + 0.8 * (net - 0.67)))
}
