/** Pipelines of random changes: plain data, so that they can be stored, compared and sent to a worker. */
import type { AffineAndToneRanges } from './affine-and-tone.ts'
import type { AffineOptions, AffineStep } from './steps/affine.ts'
import type { AffineAndToneStep } from './steps/affine-and-tone.ts'
import type { BlurOptions, BlurStep } from './steps/blur.ts'
import type { BrightnessOptions, BrightnessStep } from './steps/brightness.ts'
import type { ClaheOptions, ClaheStep } from './steps/clahe.ts'
import type { ContrastOptions, ContrastStep } from './steps/contrast.ts'
import type { CropOptions, CropStep } from './steps/crop.ts'
import type { CutoutOptions, CutoutStep } from './steps/cutout.ts'
import type { ElasticOptions, ElasticStep } from './steps/elastic.ts'
import { probability, show } from './steps/fields.ts'
import type { GammaOptions, GammaStep } from './steps/gamma.ts'
import type { NoiseOptions, NoiseStep } from './steps/noise.ts'
import type { Chance } from './steps/operation.ts'
import { operationNames, operationOf } from './steps/operations.ts'
import type { SingleStep } from './steps/operations.ts'

/** Steps one after another. */
export interface ComposeStep extends Chance {
  step: 'compose'
  steps: readonly AugmentationStep[]
}

/** One of some steps. */
export interface OneOfStep extends Chance {
  step: 'oneOf'
  steps: readonly AugmentationStep[]
  /** How likely each is, relative to the others; all alike by default. */
  weights?: readonly number[]
}

/** A random change: made by `affine`, `gamma`, `compose` and so on, or read from JSON. */
export type AugmentationStep = SingleStep | ComposeStep | OneOfStep

/** `rotate`, `shift`, `scale`, `shear` and `flip` about the centre, with the meaning of torchvision's `affine`. One resampling with its affine neighbours. */
export const affine = (options: AffineOptions): AffineStep => validateStep({ step: 'affine', ...options })
/** The ranges of a preset (Keras' order of the geometry, then a factor on the values) as a step. */
export const affineAndTone = (ranges: AffineAndToneRanges & Chance): AffineAndToneStep =>
  validateStep({ ...ranges, step: 'affineAndTone' })
/** Cuts sides off, or a random window out, and enlarges the rest to the picture's size. One resampling with its affine neighbours. */
export const crop = (options: CropOptions): CropStep => validateStep({ step: 'crop', ...options })
/** Values times a factor, away from or towards black. */
export const brightness = (options: BrightnessOptions): BrightnessStep =>
  validateStep({ step: 'brightness', ...options })
/** Distances from the mean of the grey picture, or of each channel, times a factor. */
export const contrast = (options: ContrastOptions): ContrastStep => validateStep({ step: 'contrast', ...options })
/** Values between black and white to a power. */
export const gamma = (options: GammaOptions): GammaStep => validateStep({ step: 'gamma', ...options })
/** Gaussian noise. */
export const noise = (options: NoiseOptions): NoiseStep => validateStep({ step: 'noise', ...options })
/** Gaussian blur. */
export const blur = (options: BlurOptions): BlurStep => validateStep({ step: 'blur', ...options })
/** Contrast limited adaptive histogram equalisation. */
export const clahe = (options: ClaheOptions): ClaheStep => validateStep({ step: 'clahe', ...options })
/** Smooth random bending that never folds the picture. One resampling with affine steps directly before it. */
export const elastic = (options: ElasticOptions): ElasticStep => validateStep({ step: 'elastic', ...options })
/** Blots out rectangles. */
export const cutout = (options: CutoutOptions): CutoutStep => validateStep({ step: 'cutout', ...options })

/**
 * Steps one after another. Affine steps that follow each other, flips and crops among them, are one resampling.
 *
 * @throws {RangeError} naming the field that is wrong
 *
 * @example
 * const pipeline = compose([
 *   affine({ rotate: [-10, 10], scale: [0.9, 1.1] }),
 *   oneOf([gamma({ exponent: [0.8, 1.25] }), contrast({ factor: [0.8, 1.2] })], { p: 0.5 }),
 *   cutout({ size: [0.1, 0.2], p: 0.3 }),
 * ])
 */
export function compose(steps: readonly AugmentationStep[], chance: Chance = {}): ComposeStep {
  return validateStep({ step: 'compose', steps, ...chance })
}

/**
 * One of some steps, each as likely as its weight says.
 *
 * @throws {RangeError} naming the field that is wrong
 */
export function oneOf(
  steps: readonly AugmentationStep[],
  options: Chance & { weights?: readonly number[] } = {},
): OneOfStep {
  return validateStep({ step: 'oneOf', steps, ...options })
}

/**
 * Checks a step that came from a file or a user.
 *
 * @returns the step itself
 * @throws {RangeError} naming the field that is missing, unknown or out of range
 */
export function validateStep<Step extends AugmentationStep>(step: Step): Step {
  check(step, '')
  return step
}

function check(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null)
    throw new RangeError(`${path === '' ? 'augmentation' : path}: ${show(value)} given, expected a step`)
  const step = value as { step: string } & Record<string, unknown>
  const name = `${path === '' ? '' : `${path}.`}${step.step}`
  if (step['p'] !== undefined) probability(`${name}.p`, step['p'])
  if (step.step === 'compose' || step.step === 'oneOf') return checkMany(step, name)
  if (!operationNames.includes(step.step))
    throw new RangeError(
      `${path === '' ? '' : `${path}.`}step: ${show(step.step)} given, expected one of compose, oneOf, ${operationNames.join(', ')}`,
    )
  const { fields, required = [] } = operationOf(step)
  for (const field of required) if (step[field] === undefined) throw new RangeError(`${name}.${field}: missing`)
  for (const [field, content] of Object.entries(step)) {
    if (field === 'step' || field === 'p') continue
    const checkField = Object.hasOwn(fields, field) ? fields[field] : undefined
    if (checkField === undefined)
      throw new RangeError(`${name}.${field}: unknown field, expected only p, ${Object.keys(fields).join(', ')}`)
    if (content !== undefined) checkField(`${name}.${field}`, content)
  }
}

function checkMany(step: { step: string } & Record<string, unknown>, name: string): void {
  const { steps, weights } = step
  const known = step.step === 'oneOf' ? ['step', 'p', 'steps', 'weights'] : ['step', 'p', 'steps']
  for (const field of Object.keys(step))
    if (!known.includes(field))
      throw new RangeError(`${name}.${field}: unknown field, expected only ${known.slice(1).join(', ')}`)
  if (!Array.isArray(steps) || (step.step === 'oneOf' && steps.length === 0))
    throw new RangeError(`${name}.steps: ${show(steps)} given, expected a list of steps`)
  steps.forEach((child, i) => {
    check(child, `${name}.steps[${i}]`)
  })
  if (weights === undefined) return
  const fits =
    Array.isArray(weights) &&
    weights.length === steps.length &&
    weights.every((w) => typeof w === 'number' && Number.isFinite(w) && w >= 0) &&
    weights.some((w) => w > 0)
  if (!fits)
    throw new RangeError(
      `${name}.weights: ${show(weights)} given, expected ${steps.length} numbers of at least 0, one of them above`,
    )
}
