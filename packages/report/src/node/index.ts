/** What needs Node: pictures of figures. */
export { svgToPng } from './svg-to-png.ts'
export type { PngOptions } from './svg-to-png.ts'
