/** Ribs, clavicles and shoulder blades. */
import type { PhantomBuild } from './build.ts'
import type { Chest } from './chest.ts'
import { clamp, smoothstep } from './curves.ts'
import { valueNoise } from './noise.ts'

const RIBS = 11

/** Attenuation across a bone: marrow inside a denser cortex. `t` is 0 on the axis, 1 on the surface. */
function tube(t: number): number {
  if (t >= 1.15) return 0
  return smoothstep(1.15, 0.9, t) * (0.62 + 0.38 * smoothstep(0.35, 0.85, t))
}

/** Attenuation of the bones outside the midline at a point (chest units). */
export function createBones(build: PhantomBuild, chest: Chest): (x: number, y: number) => number {
  const { ribSpacing: spacing, ribDrop: drop, ribWidth: width } = build
  const jitter = Float64Array.from(
    { length: 2 * (RIBS + 1) },
    (_, i) => 0.16 * (valueNoise(i * 7.3 + 0.5, 0.5, build.irregularity) - 0.5),
  )
  // A rib is a tilted hoop round the chest: its height falls with its depth, y = y0 + drop/2 * (1 -+ sqrt(1 - (x/w)^2)).
  const rib = (x: number, y: number, relative: number, depth: number, front: boolean): number => {
    const c = front ? -depth : depth
    const rise = front ? 0 : 0.035 * smoothstep(0.1, 0.3, Math.abs(x)) * smoothstep(0.7, 0.35, Math.abs(x))
    const index = (y + 0.1 + rise - 0.5 * drop * (1 - c)) / spacing
    const nearest = Math.round(index)
    if (nearest < 0 || nearest > (front ? 7 : RIBS - 1)) return 0
    const slope = Math.min(2.5, (0.5 * drop * relative) / Math.max(0.05, depth))
    const offset = jitter[nearest * 2 + (x > 0 ? 1 : 0)] as number
    const distance = (Math.abs(index - nearest + offset) * spacing) / Math.sqrt(1 + slope * slope)
    return tube(distance / (front ? width * 1.12 : width))
  }
  const clavicle = (x: number, y: number): number => {
    const ax = Math.abs(x)
    if (ax < 0.07 || ax > 1.12 || y > 0.5 || y < -0.5) return 0
    const u = (ax - 0.07) / 1.05
    const axis = build.clavicleHeight - build.clavicleRise * u + 0.035 * Math.sin(6.283 * u) + (x > 0 ? 0.015 : 0)
    const half = 0.042 + 0.02 * (2 * u - 1) ** 2
    return 0.24 * tube(Math.abs(y - axis) / half) * smoothstep(0.07, 0.1, ax) * smoothstep(1.12, 1.06, ax)
  }
  const scapula = (x: number, y: number): number => {
    const ax = Math.abs(x)
    if (ax < 0.6 || y < -0.3 || y > 1.25) return 0
    const blade = Math.min(ax - 0.68 - 0.2 * y, 1.32 - 0.36 * y - ax, y + 0.1)
    const edge = smoothstep(0, 0.03, blade)
    // The upper arm: a round head that goes over into the shaft.
    const along = clamp(y - 0.12, 0, 1.2)
    const dx = ax - 1.28 - 0.1 * along
    const dy = y - 0.12 - along
    const arm = 0.1 + 0.08 * smoothstep(0.3, 0, along) - Math.sqrt(dx * dx + dy * dy)
    return build.scapula * edge * (1 + 0.7 * smoothstep(0.06, 0.03, blade)) + 0.14 * smoothstep(0, 0.05, arm)
  }
  return (x, y) => {
    let value = 0
    const wall = chest.cage(y) + 0.035
    const relative = Math.abs(x) / wall
    if (wall > 0.1 && relative < 1 && Math.abs(x) > 0.09) {
      const depth = Math.sqrt(1 - relative * relative)
      value += 0.17 * rib(x, y, relative, depth, false)
      // Towards the breastbone the ribs turn into cartilage, which hardly shows.
      const cartilage = smoothstep(0.38, 0.6, relative)
      if (cartilage > 0) value += 0.12 * cartilage * rib(x, y, relative, depth, true)
      // At the wall both halves are seen along their length.
      value += 0.04 * smoothstep(0.93, 0.99, relative)
    }
    return build.bone * (value + clavicle(x, y) + scapula(x, y))
  }
}
