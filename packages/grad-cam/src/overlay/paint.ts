/** The one loop behind `overlay` and `heatmap`: colour, contours, and the hatch where there is nothing to show. */
import { type Colormap, type ColormapName, colourTable, step } from './colormap.ts'
import type { Contours } from './contours.ts'
import { drawHatch } from './hatch.ts'
import { heatAt, type HeatMap } from './heat.ts'
import type { OverlayImage, PixelReader } from './pixels.ts'

/** How a map is drawn. */
export interface PaintOptions {
  /** A name, or a colour map of your own. Default `'viridis'`. */
  colormap?: ColormapName | Colormap
  /** Weight of the map's colour, 0..1. Default .35 over a picture, 1 for the map alone. */
  alpha?: number
  /**
   * `'constant'`, the default: the same weight everywhere. `'value'`: `alpha` times the map's value, so that cold
   * places show the picture as it is. `'distance'`: times the distance from .5, for signed maps.
   */
  alphaBy?: 'constant' | 'value' | 'distance'
  /** Lines of equal value, as `contourLines([0.5])` makes them. Default none. */
  contours?: Contours
  /**
   * What to draw for a degenerate map instead of colours and contours, which would suggest heat where there is none.
   * `'hatch'`, the default: dimmed, under grey diagonal lines. `'plain'`: the picture as it is.
   */
  degenerate?: 'hatch' | 'plain'
}

/** Draws a map over what `under` reads, or alone. */
export function paint(
  explanation: HeatMap,
  { width, height }: { width: number; height: number },
  options: PaintOptions & { alpha: number },
  under?: PixelReader,
): OverlayImage {
  const { colormap = 'viridis', alpha, alphaBy = 'constant', contours, degenerate = 'hatch' } = options
  if (!(alpha >= 0 && alpha <= 1)) throw new RangeError(`alpha: got ${alpha}, expected a number from 0 to 1`)
  checkChoice('alphaBy', alphaBy, ['constant', 'value', 'distance'])
  checkChoice('degenerate', degenerate, ['hatch', 'plain'])
  const table = colourTable(colormap)
  const heat = heatAt(explanation, height, width)
  const nothing = heat.degenerate
  const image: OverlayImage = { width, height, data: new Uint8ClampedArray(width * height * 4) }
  for (let i = 0; i < heat.values.length; i++) {
    const value = Math.min(Math.max(heat.values[i]!, 0), 1)
    const weight = nothing
      ? 0
      : alphaBy === 'constant'
        ? alpha
        : alpha * (alphaBy === 'value' ? value : Math.abs(value * 2 - 1))
    const colour = step(value) * 3
    for (const c of [0, 1, 2] as const) {
      const hot = nothing ? 128 : table[colour + c]!
      image.data[i * 4 + c] = under ? (1 - weight) * under(i, c) + weight * hot : hot
    }
    image.data[i * 4 + 3] = 255 * (under ? 1 : nothing ? alpha : weight)
  }
  if (!nothing) contours?.(image, heat.values)
  else if (degenerate === 'hatch') drawHatch(image)
  return image
}

function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) {
    throw new RangeError(`${name}: got '${value}', expected ${choices.map((choice) => `'${choice}'`).join(' or ')}`)
  }
}
