/** Heart, great vessels, windpipe and spine. */
import type { PhantomBuild } from './build.ts'
import { clamp, smoothMaximum, smoothstep } from './curves.ts'

interface Ellipse {
  x: number
  y: number
  a: number
  b: number
  cos: number
  sin: number
}

function ellipse(x: number, y: number, a: number, b: number, tilt = 0): Ellipse {
  return { x, y, a, b, cos: Math.cos(tilt), sin: Math.sin(tilt) }
}

/** 1 in the centre, 0 on the rim, negative outside. */
function inside(e: Ellipse, x: number, y: number): number {
  const dx = x - e.x
  const dy = y - e.y
  const u = (dx * e.cos + dy * e.sin) / e.a
  const v = (dy * e.cos - dx * e.sin) / e.b
  return 1 - u * u - v * v
}

export interface Mediastinum {
  /** How deep a point lies inside heart and great vessels: 0 on the rim, negative outside. */
  heart: (x: number, y: number) => number
  /** Attenuation of the spine, less that of the windpipe's air. */
  midline: (x: number, y: number) => number
}

export function createMediastinum(build: PhantomBuild): Mediastinum {
  const h = build.chestHeight
  const s = build.heart
  const ventricle = ellipse(0.17 + build.heartShift, 0.77 * h, 0.52 * s, 0.36 * s, build.heartTilt)
  const atrium = ellipse(-0.1 + build.heartShift, 0.74 * h, 0.18 * s, 0.34 * s)
  const vessels = ellipse(0, 0.3 * h, 0.19, 0.46 * h)
  const arch = ellipse(0.11, 0.28 * h, 0.14 * build.aorta, 0.16 * build.aorta)
  const trunk = ellipse(0.13, 0.46 * h, 0.15, 0.2)
  const heart = (x: number, y: number): number => {
    let q = smoothMaximum(inside(ventricle, x, y), inside(atrium, x, y), 0.3)
    q = smoothMaximum(q, inside(vessels, x, y), 0.25)
    q = smoothMaximum(q, inside(arch, x, y), 0.15)
    return smoothMaximum(q, inside(trunk, x, y), 0.3)
  }
  const carina = 0.37 * h
  const midline = (x: number, y: number): number => {
    const ax = Math.abs(x)
    if (ax > 0.45) return 0
    const spine = smoothstep(0.15, 0.1, ax)
    let value = 0
    if (spine > 0) {
      // Vertebral bodies with darker discs between them, brighter pedicles and the spinous process.
      const phase = (y / 0.2) % 1
      const disc = Math.abs((phase < 0 ? phase + 1 : phase) - 0.5)
      const body = smoothstep(0.5, 0.4, disc)
      const pedicle = smoothstep(0.05, 0.02, Math.sqrt((ax - 0.075) ** 2 + (0.2 * disc - 0.024) ** 2))
      const process = smoothstep(0.03, 0.012, ax) * smoothstep(0.45, 0.3, disc)
      value += build.bone * spine * (0.13 + 0.08 * body + 0.05 * pedicle + 0.05 * process)
    }
    const pipe = Math.abs(x + 0.015)
    if (y < carina) value -= 0.17 * smoothstep(0.075, 0.045, pipe) * smoothstep(-0.5, -0.2, y)
    else {
      // The two main bronchi: lines that leave the windpipe at its fork.
      const along = clamp((y - carina) / 0.2, 0, 1)
      value -= 0.11 * (1 - along) * smoothstep(0.06, 0.03, Math.abs(ax - 0.9 * (y - carina)))
    }
    return value
  }
  return { heart, midline }
}
