/**
 * Kernels over the heap of TensorFlow.js' wasm backend. Every function does one chunk of a piece of work:
 * (address of its parameters, number of the chunk, address of this thread's scratch memory). Chunks do not depend on one another,
 * so any number of threads gives the same bits.
 */
export { convolve, filterGradient, inputGradient } from './convolution'
export { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise'
export { dropout } from './dropout'
export { binary, scaleAndShift, unary, zero } from './elementwise'
export { pack, packTurned } from './filter-panels'
export { matMul } from './mat-mul'
export { sumPartial } from './partial-sums'
export { maxPool, maxPoolGradient } from './pooling'
export { finishSums, sumRows } from './sums'
export { winogradFilterGradient, winogradForward } from './winograd'
export { winogradFilter, winogradFilterGradientSum } from './winograd-filter'
