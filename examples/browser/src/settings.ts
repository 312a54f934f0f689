/** How heat maps are made and shown: what the controls of the 'Heat map' panel hold. */
import type { ColormapName } from '@convlens/grad-cam'

export interface Settings {
  /** Weight of the heat's colour over the picture, 0..1. */
  opacity: number
  /** The class whose evidence is shown: the answer of each picture, or one class for all. */
  target: 'answer' | number
  /** Path of the layer that is looked at. */
  layer: string
  colormap: ColormapName
}
