/** Lines of equal value, by marching squares, drawn smoothly and with an outline. */
import { blend, type OverlayImage } from './pixels.ts'

type Point = readonly [x: number, y: number]

/** Draws lines on a picture from the values of its pixels; made by `contourLines`. */
export type Contours = (image: OverlayImage, values: Float32Array) => void

/**
 * Lines of equal value for `overlay` and `heatmap`: white with a dark outline, the same on every colour. A function of
 * its own, so that who draws none bundles none.
 *
 * @param levels 0..1, where to draw a line
 * @param options `width` in pixels, outline not counted; default 1/200 of the shorter side, at least 1
 * @throws RangeError where a level is not within 0..1 or the width is not positive
 * @example
 * overlay(explanation, pixels, { contours: contourLines([0.5, 0.8]) })
 */
export function contourLines(levels: readonly number[], { width }: { width?: number } = {}): Contours {
  for (const level of levels) {
    if (!(level >= 0 && level <= 1)) throw new RangeError(`levels: got ${level}, expected numbers from 0 to 1`)
  }
  if (width !== undefined && !(width > 0 && width < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`width: got ${width}, expected a positive number of pixels`)
  }
  return (image, values) =>
    drawContours(image, values, levels, width ?? Math.max(Math.min(image.width, image.height) / 200, 1))
}

/**
 * Draws lines where the values cross the levels. White with a dark outline, so they show on every colour.
 *
 * @param values one a pixel
 * @param width of the white line, in pixels
 */
export function drawContours(
  image: OverlayImage,
  values: Float32Array,
  levels: readonly number[],
  width: number,
): void {
  const inner = width / 2
  const outer = inner + Math.max(width / 2, 0.75)
  // Squared distance of every pixel to the nearest line: so lines join without seams and are laid on once only.
  const distances = new Float32Array(values.length).fill(Number.POSITIVE_INFINITY)
  for (const level of levels) {
    march(image, values, level, (from, to) => near(image, distances, from, to, outer + 0.5))
  }
  distances.forEach((squared, i) => {
    if (squared === Number.POSITIVE_INFINITY) return
    const distance = Math.sqrt(squared)
    blend(image, i, 0, coverage(outer - distance) * 0.8)
    blend(image, i, 255, coverage(inner - distance))
  })
}

/** How much of a pixel lies within a line whose edge is `inside` pixels away from its centre. */
function coverage(inside: number): number {
  return Math.min(Math.max(inside + 0.5, 0), 1)
}

/** Goes through all squares of four neighbouring pixel centres; beyond the border the border's value continues. */
function march(
  { width, height }: OverlayImage,
  values: Float32Array,
  level: number,
  draw: (from: Point, to: Point) => void,
): void {
  for (let y = -1; y < height; y++) {
    const above = Math.max(y, 0) * width
    const below = Math.min(y + 1, height - 1) * width
    for (let x = -1; x < width; x++) {
      const left = Math.max(x, 0)
      const right = Math.min(x + 1, width - 1)
      // Clockwise from the top left.
      const corners = [values[above + left]!, values[above + right]!, values[below + right]!, values[below + left]!]
      const crossings: Point[] = []
      for (let side = 0; side < 4; side++) {
        const from = corners[side]!
        const to = corners[(side + 1) % 4]!
        if (from >= level === to >= level) continue
        const along = (level - from) / (to - from)
        crossings.push(
          [
            [x + along, y],
            [x + 1, y + along],
            [x + 1 - along, y + 1],
            [x, y + 1 - along],
          ][side] as unknown as Point,
        )
      }
      if (crossings.length === 2) draw(crossings[0]!, crossings[1]!)
      if (crossings.length === 4) {
        // A saddle: the mean of the corners says which of the two opposite ones belong together.
        const joined = (corners[0]! + corners[1]! + corners[2]! + corners[3]!) / 4 >= level === corners[0]! >= level
        draw(crossings[0]!, crossings[joined ? 1 : 3]!)
        draw(crossings[2]!, crossings[joined ? 3 : 1]!)
      }
    }
  }
}

/** Notes the distance to the line from one point to another, for all pixels within reach. */
function near(
  { width, height }: OverlayImage,
  distances: Float32Array,
  [x0, y0]: Point,
  [x1, y1]: Point,
  reach: number,
): void {
  const dx = x1 - x0
  const dy = y1 - y0
  const length = dx * dx + dy * dy
  const bottom = Math.min(Math.max(y0, y1) + reach, height - 1)
  const right = Math.min(Math.max(x0, x1) + reach, width - 1)
  for (let y = Math.max(Math.ceil(Math.min(y0, y1) - reach), 0); y <= bottom; y++) {
    for (let x = Math.max(Math.ceil(Math.min(x0, x1) - reach), 0); x <= right; x++) {
      const along = length === 0 ? 0 : Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / length, 0), 1)
      const awayX = x - x0 - along * dx
      const awayY = y - y0 - along * dy
      const i = y * width + x
      distances[i] = Math.min(distances[i]!, awayX * awayX + awayY * awayY)
    }
  }
}
