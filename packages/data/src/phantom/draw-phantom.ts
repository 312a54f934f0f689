/** Draws one chest X-ray that never was, with the truth about it. */
import { ConvlensDataError } from '../data-error.ts'
import { createRandom } from '../random.ts'
import type { Raster } from '../raster.ts'
import { createBones } from './bones.ts'
import { sampleBuild, type PhantomBuild } from './build.ts'
import { createChest } from './chest.ts'
import { createConfusers, sampleConfusers, type PhantomConfusers } from './confusers.ts'
import { smoothstep } from './curves.ts'
import { develop } from './film.ts'
import { lesionShare, lesionTexture, sampleLesions, type PhantomLesion } from './lesions.ts'
import { createMediastinum } from './mediastinum.ts'
import { valueNoise } from './noise.ts'
import { drawVessels } from './vessels.ts'
import { sampleView, viewTransform, type PhantomView } from './view.ts'

/** Attenuation from which a patch is noticed, and so belongs to its mask; a whole lung takes away 0.78. */
const NOTICEABLE = 0.06

export interface DrawPhantomOptions {
  /** With ground-glass patches or without. */
  label: 'covid' | 'normal'
  /** Everything is drawn from it; the same seed at another size shows the same chest. */
  seed: number | string
  /** Side of the square picture in pixels, 16 to 4096. */
  size?: number
  /** Seed of the patient's build and disease; by default that of the picture. Pictures of one patient share it. */
  patient?: number | string
  /** Seed of position, exposure and film; by default that of the picture. */
  view?: number | string
}

/** Everything a phantom was drawn from. */
export interface PhantomParameters {
  label: 'covid' | 'normal'
  build: PhantomBuild
  view: PhantomView
  confusers: PhantomConfusers
  lesions: PhantomLesion[]
}

export interface Phantom {
  /** The picture: grey, 8 bit. */
  raster: Raster
  /** 255 where a patch adds noticeable opacity, otherwise 0; all 0 for `normal`. */
  mask: Raster
  /** 255 inside the lung fields (beside heart and mediastinum, above the domes), otherwise 0. */
  lungMask: Raster
  parameters: PhantomParameters
}

/**
 * Draws a frontal chest X-ray: body, lungs with vessels, ribs, clavicles, shoulder blades, spine, heart, diaphragm, film grain.
 * `covid` adds mottled ground-glass patches, `normal` adds smooth symmetrical shadows instead; position, build and exposure vary and
 * do not depend on the label. A toy for trying out the whole way, not a simulation of disease.
 *
 * @throws {ConvlensDataError} where `size` or `label` is out of range
 * @example
 * const { raster, mask } = drawPhantom({ label: 'covid', seed: 7, size: 224 })
 */
export function drawPhantom(options: DrawPhantomOptions): Phantom {
  const { label, seed, size = 224, patient = seed, view: viewSeed = seed } = options
  if (!Number.isInteger(size) || size < 16 || size > 4096)
    throw new ConvlensDataError('size', size, `size: ${size} given, expected a whole number from 16 to 4096`)
  if (label !== 'covid' && label !== 'normal')
    throw new ConvlensDataError('label', label, `label: '${String(label)}' given, expected 'covid' or 'normal'`)

  const build = sampleBuild(createRandom('phantom', 'build', patient))
  const view = sampleView(createRandom('phantom', 'view', viewSeed))
  const chest = createChest(build)
  const confusers = sampleConfusers(createRandom('phantom', 'confusers', patient), label === 'normal', chest)
  const lesions = label === 'covid' ? sampleLesions(createRandom('phantom', 'lesions', patient), build, chest) : []
  const parameters: PhantomParameters = { label, build, view, confusers, lesions }

  const { attenuation, mask, lungMask } = expose(parameters, size)
  const raster = (data: Uint8Array): Raster => ({ width: size, height: size, channels: 1, bitDepth: 8, data })
  return {
    raster: raster(develop(attenuation, size, view)),
    mask: raster(mask),
    lungMask: raster(lungMask),
    parameters,
  }
}

/** Adds up what the beam passes through at every pixel, and marks the patches and the lungs. */
function expose(
  { build, view, confusers, lesions }: PhantomParameters,
  size: number,
): { attenuation: Float32Array; mask: Uint8Array; lungMask: Uint8Array } {
  const chest = createChest(build)
  const mediastinum = createMediastinum(build)
  const bones = createBones(build, chest)
  const shadows = createConfusers(confusers, build, chest)
  const { toChest, toPicture } = viewTransform(view, 0.54 * build.chestHeight)
  const vessels = drawVessels(
    build,
    chest,
    createRandom('phantom', 'vessels', build.irregularity),
    size,
    toPicture,
    size / (2 * view.field),
  )
  const seed = build.irregularity
  const attenuation = new Float32Array(size * size)
  const mask = new Uint8Array(size * size)
  const lungMask = new Uint8Array(size * size)
  const { a, b, c, d } = toChest
  for (let py = 0; py < size; py++) {
    const v = (py + 0.5) / size
    for (let px = 0; px < size; px++) {
      const u = (px + 0.5) / size
      const i = py * size + px
      // A slow warp takes the compass drawing out of the outlines.
      const flatX = a * u + b * v + c
      const flatY = a * v - b * u + d
      const x =
        flatX + build.scoliosis * Math.sin(2 * flatY) + 0.05 * (valueNoise(2.3 * flatX, 2.3 * flatY, seed) - 0.5)
      const y = flatY + 0.05 * (valueNoise(2.3 * flatX, 2.3 * flatY, seed + 3) - 0.5)

      const tissue = chest.tissue(x, y)
      if (tissue === 0) continue
      const air = chest.air(x, y)
      const depth = mediastinum.heart(x, y)
      const heart = depth > 0 ? Math.sqrt(depth) * smoothstep(-0.1, 0.15, chest.dome(x) + 0.3 - y) : 0
      let value = tissue + 0.12 * (valueNoise(3.1 * x, 3.1 * y, seed + 5) - 0.5) * tissue
      value += 0.33 * heart + mediastinum.midline(x, y) + bones(x, y) * (0.45 + 0.55 * Math.min(1, air + 0.5 * tissue))
      if (air > 0) {
        // The heart takes the lung's place; the rest lies before and behind it.
        const lung = air * (1 - 0.72 * heart)
        const markings = 0.09 * (valueNoise(11 * x, 11 * y, seed + 7) - 0.5) + (vessels[i] as number)
        value += lung * (markings - 0.78)
        let haze = 0
        let added = 0
        for (const lesion of lesions) {
          const share = lesionShare(lesion, x, y)
          if (share === 0) continue
          added = Math.max(added, share * lesion.opacity)
          haze = Math.max(haze, share * lesion.opacity * lesionTexture(lesion, x, y))
        }
        value += lung * haze
        if (lung * added >= NOTICEABLE) mask[i] = 255
        if (depth <= 0 && chest.lung(x, y) > 0) lungMask[i] = 255
      }
      value += shadows(x, y, air)
      if (build.stomach > 0 && x > 0.1) {
        const fall = y - chest.dome(x) - 0.08 - build.stomach
        const gas = Math.sqrt(((x - 0.5) / 1.5) ** 2 + fall * fall) / build.stomach
        value -= 0.22 * smoothstep(1.1, 0.75, gas) * smoothstep(0.02, 0.07, y - chest.dome(x))
      }
      attenuation[i] = value
    }
  }
  return { attenuation, mask, lungMask }
}
