/**
 * Kernels over the heap of TensorFlow.js' wasm backend. Every function does one chunk of a piece of work:
 * (address of its parameters, number of the chunk, address of this thread's scratch memory). Chunks do not depend on one another,
 * so any number of threads gives the same bits.
 */
export { convolve, filterGradient, inputGradient, matMul, pack, packTurned, sumPartial } from './convolution'
export { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise'
export { dropout } from './dropout'
export { binary, finishSums, scaleAndShift, sumRows, unary, zero } from './elementwise'
export { maxPool, maxPoolGradient } from './pooling'
export { winogradFilter, winogradFilterGradient, winogradFilterGradientSum, winogradForward } from './winograd'
