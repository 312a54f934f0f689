/** Colours and type of every figure: each colour has a twin for dark pages. */

/** Names its colours for light ground; these very strings stand in the SVGs, so that a page can exchange them. */
export const palette = {
  ink: '#1f2328',
  muted: '#57606a',
  grid: '#d8dee4',
  surface: '#ffffff',
  blue: '#0a5cc0',
  orange: '#b35400',
  green: '#1a7f37',
  purple: '#8250df',
} as const

/** The same colours for dark ground; every text colour keeps a contrast of at least 4.5 to its surface. */
export const darkPalette: Readonly<Record<keyof typeof palette, string>> = {
  ink: '#e6edf3',
  muted: '#a3adb8',
  grid: '#3a424b',
  surface: '#171b21',
  blue: '#6cb6ff',
  orange: '#f2a65a',
  green: '#5fcf80',
  purple: '#c9a2ff',
}

/** Lato is what `svgToPng` brings along; a browser takes what the system has. No quotes: it stands in attributes. */
export const fontFamily = 'Lato, system-ui, Segoe UI, Helvetica, Arial, DejaVu Sans, sans-serif'

/** How a line is drawn. */
export interface SeriesStyle {
  readonly color: string
  readonly dash: 'solid' | number[]
  readonly symbol: string
}

/** Series are told apart by colour, dash and symbol, never by colour alone. */
export const seriesStyles: readonly SeriesStyle[] = [
  { color: palette.blue, dash: 'solid', symbol: 'circle' },
  { color: palette.orange, dash: [6, 4], symbol: 'diamond' },
  { color: palette.green, dash: [2, 3], symbol: 'triangle' },
  { color: palette.purple, dash: [10, 3, 2, 3], symbol: 'rect' },
]
