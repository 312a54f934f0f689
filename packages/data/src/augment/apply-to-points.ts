/** Points follow the picture. */
import { at, invert } from './affine-map.ts'
import type { DrawnAugmentation } from './augmentation.ts'
import { planOf } from './plan.ts'
import type { Displacement } from './steps/operation.ts'

/**
 * Where points of the picture are after a drawn change. Affine steps move them exactly, an elastic one to within a thousandth of a
 * pixel. Points that leave the picture are returned all the same, outside of it.
 *
 * @param points x (column) and y (row) in pixels; (0, 0) is the centre of the first pixel
 * @param shape of the picture; channels do not matter
 * @returns as many points, in the same order
 * @throws {RangeError} where `drawn` is damaged
 *
 * @example
 * applyToPoints([[0, 0]], [100, 200], [{ step: 'crop', left: 0, top: 0, width: 0.5, height: 0.5 }]) // [[0.5, 0.5]]
 */
export function applyToPoints(
  points: readonly (readonly [x: number, y: number])[],
  [height, width]: readonly [height: number, width: number, channels?: number],
  drawn: DrawnAugmentation,
): [x: number, y: number][] {
  const moved = points.map(([x, y]): [number, number] => [x, y])
  for (const act of planOf(drawn, width, height)) {
    if (!('placement' in act)) continue
    const { map, displacement } = act.placement
    const back = invert(map)
    for (const [i, [x, y]] of moved.entries()) {
      const place = at(back, x, y)
      moved[i] = displacement === undefined ? place : undisplace(displacement, place)
    }
  }
  return moved
}

/** The q with q + displacement(q) = target: Newton's method with halved steps, since the displacement never folds the plane. */
function undisplace(displacement: Displacement, [x, y]: readonly [number, number]): [number, number] {
  const miss = (q: readonly [number, number]): [number, number] => {
    const [dx, dy] = displacement.at(q[0], q[1])
    return [q[0] + dx - x, q[1] + dy - y]
  }
  let q: [number, number] = [x, y]
  let [ex, ey] = miss(q)
  for (let round = 0; round < 60 && Math.hypot(ex, ey) > 1e-9; round++) {
    const h = 1e-4
    const [ax, ay] = miss([q[0] + h, q[1]])
    const [bx, by] = miss([q[0], q[1] + h])
    const [a, b, c, d] = [(ax - ex) / h, (bx - ex) / h, (ay - ey) / h, (by - ey) / h]
    const determinant = a * d - b * c
    const step: [number, number] = [(d * ex - b * ey) / determinant, (a * ey - c * ex) / determinant]
    let length = 1
    for (; length > 1e-6; length /= 2) {
      const next: [number, number] = [q[0] - length * step[0], q[1] - length * step[1]]
      const missed = miss(next)
      if (Math.hypot(...missed) < Math.hypot(ex, ey)) {
        q = next
        ;[ex, ey] = missed
        break
      }
    }
    if (length <= 1e-6) break
  }
  return q
}
