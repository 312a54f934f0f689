/** Outline of the body, the rib cage and the lungs of a drawn patient. */
import type { PhantomBuild } from './build.ts'
import { clamp, roundDepth, smoothMaximum, smoothstep, tabulate } from './curves.ts'

/** The organs whose outlines others follow. All arguments and results are in chest units. */
export interface Chest {
  height: number
  /** Half the inner width of the rib cage at height y. */
  cage: (y: number) => number
  /** Distance into the lung field from its nearest border; negative outside. The heart is not cut out. */
  lung: (x: number, y: number) => number
  /** Share of full depth that air has at a point, 0 outside the lungs. */
  air: (x: number, y: number) => number
  /** Height of the diaphragm below which no lung is seen. */
  dome: (x: number) => number
  /** Attenuation of the body's soft tissue without lungs and bones; 0 beside the body. */
  tissue: (x: number, y: number) => number
}

/** Half-width of the rib cage over the relative height v: a dome that is widest at three quarters. */
function cageProfile(v: number): number {
  if (v > 0.75) return 1 - 0.3 * (v - 0.75) ** 2
  const t = (0.75 - v) / 0.8
  return t < 1 ? 0.3 + 0.7 * Math.sqrt(1 - t ** 2.3) : 0.3 - 4 * (t - 1)
}

export function createChest(build: PhantomBuild): Chest {
  const height = build.chestHeight
  const cage = tabulate((y) => cageProfile(y / height), -0.5, 2.5)
  const medial = tabulate((y) => 0.16 + 0.05 * smoothstep(0.15, 0.5, y / height), -0.5, 2.5)
  const shoulder = tabulate(
    (x) => build.shoulderHeight + build.shoulderSlope * Math.min(1.5, (Math.max(0, x - 0.3) / 0.9) ** 1.6),
    0,
    2.5,
    512,
  )
  const domeAt = (x: number): number => {
    const side = Math.abs(x) - 0.45
    const fall =
      side > 0 ? build.sulcus * (side / 0.55) ** 2 * Math.min(1.3, 0.6 + 0.7 * side) : 0.12 * (side / 0.45) ** 2
    return height + fall + (x > 0 ? build.domeDrop : 0)
  }
  const dome = tabulate(domeAt, -1.6, 1.6, 512)
  const lung = (x: number, y: number): number => {
    const ax = Math.abs(x)
    return Math.min(cage(y) - ax, ax - medial(y), dome(x) - y)
  }
  const air = (x: number, y: number): number => {
    const ax = Math.abs(x)
    const outer = cage(y) - ax
    if (outer <= 0) return 0
    const below = dome(x) - y
    // Some lung reaches down behind the dome; towards the top and the heart the lung is thinner.
    const basal = smoothstep(-0.01, 0.035, below) * 0.92 + 0.08 * smoothstep(-0.35, 0, below)
    const inner = ax - medial(y)
    const depth = smoothstep(-0.03, 0.04, inner) * (0.76 + 0.24 * smoothstep(0, 0.35, inner))
    return roundDepth(outer / 0.5) * depth * basal * (0.72 + 0.28 * smoothstep(0, 0.4 * height, y))
  }
  const armX = 1.17 + build.wall
  const tissue = (x: number, y: number): number => {
    const ax = Math.abs(x)
    const side = cage(Math.max(y, 0.75)) + build.wall - ax
    // The arm hangs from the shoulder, a little apart from the chest.
    let arm = -1
    if (ax > armX - 0.6) {
      const along = clamp((0.28 * (ax - armX) + 1.6 * (y - 0.2)) / 2.64, 0, 1)
      const dx = ax - armX - 0.28 * along
      const dy = y - 0.2 - 1.6 * along
      arm = 0.27 - 0.04 * along - Math.sqrt(dx * dx + dy * dy)
    }
    const top = smoothMaximum(y - shoulder(ax), build.neck - ax, 0.3)
    const depth = -smoothMaximum(-top, -smoothMaximum(side, arm, 0.22), 0.1)
    if (depth <= 0) return 0
    // The abdomen is thicker than the chest, neck and shoulders thinner.
    const girth = 0.74 + 0.26 * smoothstep(-0.25, 0.5, y) + 0.14 * smoothstep(-0.05, 0.5, y - dome(x))
    return roundDepth(depth / 0.4) * girth
  }
  return { height, cage, lung, air, dome, tissue }
}
