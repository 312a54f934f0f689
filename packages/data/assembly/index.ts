/** The kernels of preprocessing and augmentation. Each does exactly what its twin in TypeScript does, to the bit. */
export { blur } from './blur'
export { equalize, tileTables } from './clahe'
export { oneOfThree, threeOfOne } from './grey'
export { addNoise } from './noise'
export { resample, resampleBent } from './resample'
export { addLine, addLines, shrinkRows, unitValues } from './resize'
export { resampleStraight } from './straight'
export { channelSums, power, scaleAndOffset } from './values'
