/** What the network looks at: overlays of single pictures, and the heat measured against a known truth. */
import {
  type ClassTarget,
  type ColormapName,
  type Explainer,
  type Explanation,
  type Method,
  overlay,
  resizeMap,
} from '@convlens/grad-cam'
import { energyInside, pointingGame } from '@convlens/grad-cam/evaluate'
import { preprocess, type PreprocessSpec, type Raster, type Sample } from '@convlens/data'
import { wilsonInterval, type Estimate } from '@convlens/metrics'
import { tensor4d } from '@tensorflow/tfjs-core'
import type { Terminal } from './terminal.ts'

/** Explains one decoded picture; nothing is left on the backend. */
export async function explainRaster(
  explainer: Explainer,
  raster: Raster,
  spec: PreprocessSpec,
  target: number | 'predicted',
  method?: Method,
): Promise<Explanation<ClassTarget>> {
  const x = tensor4d(preprocess(raster, spec), [1, spec.height, spec.width, spec.channels])
  try {
    return await explainer.explain(x, { target: { class: target }, ...(method && { method }) })
  } finally {
    x.dispose()
  }
}

/**
 * The map laid over the picture as the network saw it: the map belongs to the preprocessed picture, so that is what it is
 * laid over, aspect distortions included.
 */
export function overlayOf(raster: Raster, spec: PreprocessSpec, explanation: Explanation, colormap: ColormapName) {
  const picture = viewOf(raster, spec)
  return { picture, overlay: overlay(explanation, picture, { colormap }) }
}

/** Longer side of a drawn overlay, in pixels. */
const longest = 512

/** Grey pixels, 0 to 255, framed as the network gets them; a stretched picture gets its own proportions back. */
export function viewOf(raster: Raster, spec: PreprocessSpec) {
  const frame = spec.fit === 'stretch' ? raster : spec
  const scale = longest / Math.max(frame.width, frame.height)
  const width = Math.max(1, Math.round(frame.width * scale))
  const height = Math.max(1, Math.round(frame.height * scale))
  const grey = preprocess(raster, { ...spec, width, height, channels: 1, scaling: 'unit' })
  return { width, height, channels: 1 as const, data: Uint8ClampedArray.from(grey, (v) => Math.round(v * 255)) }
}

/** Heat against masks, over all pictures that have one; chance beside each figure. */
export interface HeatMeasure {
  n: number
  hits: number
  /** Share of the maps whose maximum lies in the mask. */
  pointingGame: Estimate & { chance: number }
  /** Mean share of the heat inside the mask. */
  energyInside: { value: number; chance: number }
}

export interface MeasureOptions {
  explainer: Explainer
  samples: readonly Sample[]
  preprocess: PreprocessSpec
  /** Class whose maps are measured. */
  target: number
  terminal: Terminal
  signal: AbortSignal
}

/**
 * Plays the pointing game with the maps of one class on every sample that has a mask with something in it.
 *
 * @returns `undefined` where no sample has one
 */
export async function measureHeat(options: MeasureOptions): Promise<HeatMeasure | undefined> {
  const { explainer, samples, preprocess: spec, target, terminal, signal } = options
  const bar = terminal.progress('heat against masks', samples.length)
  let [n, hits, chance, energy] = [0, 0, 0, 0]
  for (const [done, sample] of samples.entries()) {
    signal.throwIfAborted()
    bar.update(done)
    const mask = await maskOf(sample, spec)
    const raster = mask && (await sample.load().catch(() => undefined))
    if (!raster) continue
    const { map, shape } = await explainRaster(explainer, raster, spec, target)
    const resized = resizeMap(map, shape, [spec.height, spec.width])
    const game = pointingGame(resized, mask)
    n++
    hits += Number(game.hit)
    chance += game.chance
    energy += energyInside(resized, mask).share ?? game.chance
  }
  bar.stop()
  if (n === 0) return undefined
  return {
    n,
    hits,
    pointingGame: { ...wilsonInterval(hits, n), chance: chance / n },
    energyInside: { value: energy / n, chance: chance / n },
  }
}

/** The mask framed as the network sees the picture, 0 or 1; `undefined` where there is none or it is empty. */
export async function maskOf(sample: Sample, spec: PreprocessSpec): Promise<Float32Array | undefined> {
  if (!sample.mask) return undefined
  const framed = preprocess(await sample.mask(), { ...spec, channels: 1, scaling: 'unit' })
  const mask = framed.map((v) => Number(v >= 0.5))
  return mask.includes(1) ? mask : undefined
}
