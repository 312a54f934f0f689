/** The colours of heat, coarse enough for a legend. */

/** Colour scales an overlay can be drawn with. */
export type ColorScale = 'viridis' | 'turbo' | 'jet'

/** Eleven colours at equal steps from 0 to 1, as `matplotlib.colormaps[name](i / 10)` of matplotlib 3 gives them. */
export const colorStops: Readonly<Record<ColorScale, readonly string[]>> = {
  viridis: [
    '#440154',
    '#482475',
    '#414487',
    '#355f8d',
    '#2a788e',
    '#21918c',
    '#22a884',
    '#44bf70',
    '#7ad151',
    '#bddf26',
    '#fde725',
  ],
  turbo: [
    '#30123b',
    '#4559cb',
    '#3e9bfe',
    '#19d5cd',
    '#46f884',
    '#a4fc3c',
    '#e1dd37',
    '#fea431',
    '#f05b12',
    '#c32503',
    '#7a0403',
  ],
  jet: [
    '#000080',
    '#0000f1',
    '#004cff',
    '#00b0ff',
    '#29ffce',
    '#7dff7a',
    '#ceff29',
    '#ffc400',
    '#ff6800',
    '#f10800',
    '#800000',
  ],
}
