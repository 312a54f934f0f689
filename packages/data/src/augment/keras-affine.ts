/** All geometric changes of one `AffineAndTone` as one matrix. */
import type { AffineAndTone } from './affine-and-tone.ts'
import type { AffineMap } from './affine-map.ts'

/**
 * From output to input, about the centre ((w - 1) / 2, (h - 1) / 2). Seen from the picture: it is enlarged, sheared, shifted,
 * rotated and at last mirrored, the order of Keras' ImageDataGenerator.
 */
export function outputToInput(width: number, height: number, params: AffineAndTone): AffineMap {
  const angle = (params.rotate * Math.PI) / 180
  const shear = (params.shear * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2]
  const mirror = params.flip ? -1 : 1
  const at = (x: number, y: number): [number, number] => {
    // Innermost first: undo scale, shear, shift and rotation in Keras' order R T S Z applied to output coordinates.
    const [zx, zy] = [(mirror * (x - cx)) / params.scaleX, (y - cy) / params.scaleY]
    const [sx, sy] = [Math.cos(shear) * zx, zy - Math.sin(shear) * zx]
    const [tx, ty] = [sx - params.shiftX * width, sy - params.shiftY * height]
    return [cos * tx - sin * ty + cx, sin * tx + cos * ty + cy]
  }
  const [c, f] = at(0, 0)
  const [ac, df] = at(1, 0)
  const [bc, ef] = at(0, 1)
  return [ac - c, bc - c, c, df - f, ef - f, f]
}
