/** Every kind of step by its name. */
import { affineAndToneOperation } from './affine-and-tone.ts'
import type { AffineAndToneStep, DrawnAffineAndTone } from './affine-and-tone.ts'
import { affineOperation } from './affine.ts'
import type { AffineStep, DrawnAffine } from './affine.ts'
import { blurOperation } from './blur.ts'
import type { BlurStep, DrawnBlur } from './blur.ts'
import { brightnessOperation } from './brightness.ts'
import type { BrightnessStep, DrawnBrightness } from './brightness.ts'
import { claheOperation } from './clahe.ts'
import type { ClaheStep, DrawnClahe } from './clahe.ts'
import { contrastOperation } from './contrast.ts'
import type { ContrastStep, DrawnContrast } from './contrast.ts'
import { cropOperation } from './crop.ts'
import type { CropStep, DrawnCrop } from './crop.ts'
import { cutoutOperation } from './cutout.ts'
import type { CutoutStep, DrawnCutout } from './cutout.ts'
import { elasticOperation } from './elastic.ts'
import type { DrawnElastic, ElasticStep } from './elastic.ts'
import { show } from './fields.ts'
import { gammaOperation } from './gamma.ts'
import type { DrawnGamma, GammaStep } from './gamma.ts'
import { noiseOperation } from './noise.ts'
import type { DrawnNoise, NoiseStep } from './noise.ts'
import type { Operation } from './operation.ts'

/** A step that changes a picture by itself. */
export type SingleStep =
  | AffineAndToneStep
  | AffineStep
  | BlurStep
  | BrightnessStep
  | ClaheStep
  | ContrastStep
  | CropStep
  | CutoutStep
  | ElasticStep
  | GammaStep
  | NoiseStep

/** One change as drawn: plain JSON that gives the same result wherever it is applied. */
export type DrawnStep =
  | DrawnAffine
  | DrawnAffineAndTone
  | DrawnBlur
  | DrawnBrightness
  | DrawnClahe
  | DrawnContrast
  | DrawnCrop
  | DrawnCutout
  | DrawnElastic
  | DrawnGamma
  | DrawnNoise

const operations = {
  affine: affineOperation,
  affineAndTone: affineAndToneOperation,
  blur: blurOperation,
  brightness: brightnessOperation,
  clahe: claheOperation,
  contrast: contrastOperation,
  crop: cropOperation,
  cutout: cutoutOperation,
  elastic: elasticOperation,
  gamma: gammaOperation,
  noise: noiseOperation,
}

export const operationNames: readonly string[] = Object.keys(operations)

/**
 * The operation of a step or of a drawn step.
 *
 * @throws {RangeError} where there is none of that name
 */
export function operationOf({ step }: { step: string }): Operation<SingleStep, DrawnStep> {
  if (!Object.hasOwn(operations, step))
    throw new RangeError(`step: ${show(step)} given, expected one of ${operationNames.join(', ')}`)
  // Each operation takes its own kind; the name has just chosen it.
  return operations[step as keyof typeof operations] as unknown as Operation<SingleStep, DrawnStep>
}

/**
 * Checks a drawn step that may come from a file.
 *
 * @throws {RangeError} naming the field that is missing or no finite number
 */
export function checkDrawn(drawn: DrawnStep): Operation<SingleStep, DrawnStep> {
  const operation = operationOf(drawn)
  for (const field of operation.drawn) {
    const value = (drawn as unknown as Record<string, unknown>)[field]
    if (value === undefined || value === null || (typeof value === 'number' && !Number.isFinite(value)))
      throw new RangeError(`${drawn.step}.${field}: ${show(value)} given, expected what sampleAugmentation drew`)
  }
  return operation
}
