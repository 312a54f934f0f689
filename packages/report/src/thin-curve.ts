/** Leaves out the points of a long curve that no eye could see. */

export type Point = readonly [x: number, y: number]

/** Shorter curves stay as they are. */
const long = 2000
/** Less than half a pixel of a figure drawn at twice its size. */
const step = 1 / 1000

/** The first and the last point, and each that lies at least a thousandth from the last one kept in x or in y. */
export function thinCurve(points: readonly Point[]): readonly Point[] {
  if (points.length <= long) return points
  const kept: Point[] = []
  let [x, y] = [Number.NaN, Number.NaN]
  for (const [i, point] of points.entries()) {
    if (i > 0 && i < points.length - 1 && Math.abs(point[0] - x) < step && Math.abs(point[1] - y) < step) continue
    ;[x, y] = point
    kept.push(point)
  }
  return kept
}
