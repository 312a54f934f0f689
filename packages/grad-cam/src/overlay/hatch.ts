/** The sign for "there is no heat here": a dimmed picture under grey diagonal lines. */
import { blend, type OverlayImage } from './pixels.ts'

/** Draws the hatch; its lines are light on one side and dark on the other, so they show on any picture. */
export function drawHatch(image: OverlayImage): void {
  const { width, height } = image
  const period = Math.max(Math.round(Math.min(width, height) / 14), 6)
  const line = Math.max(Math.round(period / 12), 1)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      blend(image, i, 0, 0.15)
      const across = (x + y) % period
      if (across < line) blend(image, i, 255, 0.4)
      else if (across < line * 2) blend(image, i, 0, 0.4)
    }
  }
}
