/** Convolutions and their gradients on our kernels: minimal filtering for 3x3, matrix products over patches for the rest. */
import { backend_util } from '@tensorflow/tfjs-core'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { MAX_CHUNKS } from '../../compute/engine.ts'
import type { ComputeEngine } from '../../compute/engine.ts'
import { geometryParams } from './kernel.ts'

type Conv2DInfo = backend_util.Conv2DInfo

/** Bias and activation in the same pass. */
export interface Epilogue {
  /** Address of one value a channel; 0 for none. */
  bias: number
  /** 0 none, 1 ReLU, 2 ReLU6. */
  activation: number
}

const PLAIN: Epilogue = { bias: 0, activation: 0 }

/**
 * Tiles (of 4 x 4 outputs) a block, so that both transformed blocks stay in a second-level cache of 1 MB, and there are no more
 * than can be counted.
 */
function tilesPerBlock(inputs: number, outputs: number, tiles: number): number {
  const fit = Math.floor(640_000 / (36 * 4 * (inputs + outputs)) / 12) * 12
  const fair = Math.max(1, Math.min(tiles, Math.max(12, Math.min(96, fit))))
  return Math.max(fair, Math.ceil(tiles / MAX_CHUNKS))
}

/** Output pixels a block, so that their patches stay in the cache. */
function pixelsPerBlock(patch: number, outputs: number): number {
  const fit = Math.floor(262_144 / (4 * (patch + outputs)) / 12) * 12
  return Math.max(12, Math.min(96, fit))
}

/** Cuts `count` pieces into at most `most` chunks of whole blocks. */
function chunking(count: number, block: number, most: number): { perChunk: number; chunks: number } {
  const perChunk = Math.max(1, Math.ceil(count / block / most)) * block
  return { perChunk, chunks: Math.ceil(count / perChunk) }
}

/** Chunks of a forward pass: many, so that threads end together. */
const CHUNKS = 256
/** Partial sums of a gradient: a fixed number, so that the order of additions does not depend on the threads. */
const PARTIAL_SUMS = 16
/** What partial sums may occupy. */
const PARTIAL_BYTES = 128 * 2 ** 20

function partialSums(bytes: number): number {
  return Math.max(1, Math.min(PARTIAL_SUMS, Math.floor(PARTIAL_BYTES / bytes)))
}

function padded(channels: number): number {
  return Math.ceil(channels / 8) * 8
}

/** F(4x4, 3x3) needs 3x3, stride 1 and whole vectors of channels; below eight channels its transforms cost more than they save. */
function suitsWinograd(info: Conv2DInfo): boolean {
  return (
    info.filterHeight === 3 &&
    info.filterWidth === 3 &&
    info.strideHeight === 1 &&
    info.strideWidth === 1 &&
    info.dilationHeight === 1 &&
    info.dilationWidth === 1 &&
    info.inChannels % 4 === 0 &&
    info.outChannels % 4 === 0 &&
    info.inChannels >= 8 &&
    info.outChannels >= 8
  )
}

interface Tiling {
  tiles: number
  block: number
  /** What follows the geometry in the params. */
  numbers: number[]
  scratchBytes: number
}

function tiling({ batchSize, outHeight, outWidth, inChannels, outChannels }: Conv2DInfo): Tiling {
  const high = Math.ceil(outHeight / 4)
  const wide = Math.ceil(outWidth / 4)
  const tiles = batchSize * high * wide
  const block = tilesPerBlock(inChannels, outChannels, tiles)
  const position = (channels: number): number => 4 * block * channels + 64
  const spare = Math.max(36 * 4 * Math.max(inChannels, outChannels) + 576, 1024)
  const scratchBytes = 36 * (position(inChannels) + position(padded(outChannels))) + spare
  return { tiles, block, numbers: [high, wide, tiles, block], scratchBytes }
}

/** A 3x3 convolution of stride 1. `turned`: the filter is [3, 3, out, in] and to be turned, as for the input's gradient. */
function winograd(
  engine: ComputeEngine,
  info: Conv2DInfo,
  x: number,
  filter: number,
  turned: boolean,
  y: number,
  { bias, activation }: Epilogue,
): void {
  const { inChannels: inputs, outChannels: outputs } = info
  const { tiles, block, numbers, scratchBytes } = tiling(info)
  engine.withMemory(36 * 4 * inputs * padded(outputs), (transformed) => {
    engine.run('winogradFilter', [filter, transformed, inputs, outputs, turned ? 1 : 0], Math.ceil(outputs / 8))
    const params = [x, transformed, y, bias, ...geometryParams(info), ...numbers, activation]
    engine.run('winogradForward', params, Math.ceil(tiles / block), scratchBytes)
  })
}

/** A convolution over patches with a filter that already lies in panels. */
function overPatches(
  engine: ComputeEngine,
  info: Conv2DInfo,
  x: number,
  panels: number,
  y: number,
  { bias, activation }: Epilogue,
): void {
  const patch = info.filterHeight * info.filterWidth * info.inChannels
  const block = pixelsPerBlock(patch, info.outChannels)
  const pixels = info.batchSize * info.outHeight * info.outWidth
  const { perChunk, chunks } = chunking(pixels, block, CHUNKS)
  const scratchBytes = 4 * block * (patch + padded(info.outChannels))
  engine.run(
    'convolve',
    [x, panels, y, bias, ...geometryParams(info), pixels, perChunk, block, activation],
    chunks,
    scratchBytes,
  )
}

/** y = conv(x, filter), for every geometry. */
export function convolve(
  engine: ComputeEngine,
  info: Conv2DInfo,
  x: TensorInfo,
  filter: TensorInfo,
  y: TensorInfo,
  epilogue: Epilogue = PLAIN,
): void {
  if (suitsWinograd(info)) {
    winograd(engine, info, engine.address(x), engine.address(filter), false, engine.address(y), epilogue)
    return
  }
  const patch = info.filterHeight * info.filterWidth * info.inChannels
  engine.withMemory(4 * patch * padded(info.outChannels), (panels) => {
    engine.run('pack', [engine.address(filter), panels, patch, info.outChannels, 4 * info.outChannels, 4], 1)
    overPatches(engine, info, engine.address(x), panels, engine.address(y), epilogue)
  })
}

/** The convolution that gives dx from dy where the stride is 1: input and output exchanged, padded with what the filter reaches. */
function reverse(info: Conv2DInfo): Conv2DInfo {
  return {
    ...info,
    inHeight: info.outHeight,
    inWidth: info.outWidth,
    inChannels: info.outChannels,
    outHeight: info.inHeight,
    outWidth: info.inWidth,
    outChannels: info.inChannels,
    padInfo: {
      ...info.padInfo,
      top: (info.filterHeight - 1) * info.dilationHeight - info.padInfo.top,
      left: (info.filterWidth - 1) * info.dilationWidth - info.padInfo.left,
    },
  }
}

/** dx of a convolution. Where the stride is 1 it is a convolution of dy with the turned filter. */
export function inputGradient(
  engine: ComputeEngine,
  info: Conv2DInfo,
  dy: TensorInfo,
  filter: TensorInfo,
  dx: TensorInfo,
): void {
  const to = engine.address(dx)
  const from = engine.address(dy)
  if (suitsWinograd(info)) {
    winograd(engine, reverse(info), from, engine.address(filter), true, to, PLAIN)
    return
  }
  const kernel = info.filterHeight * info.filterWidth
  if (info.strideHeight === 1 && info.strideWidth === 1) {
    engine.withMemory(4 * kernel * info.outChannels * padded(info.inChannels), (panels) => {
      const params = [engine.address(filter), panels, kernel, info.inChannels, info.outChannels]
      engine.run('packTurned', params, Math.ceil(info.inChannels / 8))
      overPatches(engine, reverse(info), from, panels, to, PLAIN)
    })
    return
  }
  const patch = kernel * info.inChannels
  const block = pixelsPerBlock(patch, info.outChannels)
  engine.withMemory(4 * info.outChannels * padded(patch), (panels) => {
    engine.run('pack', [engine.address(filter), panels, info.outChannels, patch, 4, 4 * info.outChannels], 1)
    const params = [to, panels, from, 0, ...geometryParams(info), 0, 0, block]
    engine.run('inputGradient', params, info.batchSize, 4 * block * padded(patch))
  })
}

/** dW of a convolution: partial sums over shares of the pictures, then their sum. */
export function filterGradient(
  engine: ComputeEngine,
  info: Conv2DInfo,
  x: TensorInfo,
  dy: TensorInfo,
  dw: TensorInfo,
): void {
  const { inChannels: inputs, outChannels: outputs } = info
  if (suitsWinograd(info)) {
    const { tiles, block, numbers, scratchBytes } = tiling(info)
    const bytes = 36 * 4 * inputs * padded(outputs)
    const { perChunk, chunks } = chunking(tiles, block, partialSums(bytes))
    engine.withMemory(chunks * bytes, (sums) => {
      const params = [engine.address(x), engine.address(dy), sums, 0, ...geometryParams(info), ...numbers, perChunk]
      engine.run('winogradFilterGradient', params, chunks, scratchBytes)
      engine.run('winogradFilterGradientSum', [sums, chunks, engine.address(dw), inputs, outputs], inputs, 1024)
    })
    return
  }
  const patch = info.filterHeight * info.filterWidth * inputs
  const block = pixelsPerBlock(patch, outputs)
  const bytes = 4 * patch * padded(outputs)
  const pixels = info.batchSize * info.outHeight * info.outWidth
  const { perChunk, chunks } = chunking(pixels, block, partialSums(bytes))
  engine.withMemory(chunks * bytes, (sums) => {
    const params = [engine.address(x), engine.address(dy), sums, 0, ...geometryParams(info), pixels, perChunk, block]
    engine.run('filterGradient', params, chunks, 4 * block * (patch + padded(outputs)))
    const row = 4 * padded(outputs)
    engine.run('sumPartial', [sums, chunks, engine.address(dw), patch, outputs, row], Math.ceil(patch / 16))
  })
}
