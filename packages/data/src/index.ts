/** Pictures in, seeded batches out. Runs in Node and in the browser; files are under `./node` and `./browser`. */
export { ConvlensDataError } from './data-error.ts'
export { classCounts, createDataset, filter, subset } from './dataset.ts'
export type { Dataset, Sample } from './dataset.ts'
export { createRandom } from './random.ts'
export type { Random } from './random.ts'
export { assertRaster } from './raster.ts'
export type { Raster } from './raster.ts'
