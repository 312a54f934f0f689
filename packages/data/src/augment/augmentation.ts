/** What may be changed about a training picture, and the drawing of one change. */
import { createRandom } from '../random.ts'
import type { Random } from '../random.ts'
import { sampleAffineAndTone } from './affine-and-tone.ts'
import type { AffineAndTone, AffineAndToneRanges } from './affine-and-tone.ts'
import { validateStep } from './pipeline.ts'
import type { AugmentationStep } from './pipeline.ts'
import { operationOf } from './steps/operations.ts'
import type { DrawnStep } from './steps/operations.ts'

export { identityAugmentation } from './affine-and-tone.ts'
export type { AffineAndTone, AffineAndToneRanges } from './affine-and-tone.ts'
export type { FillMode } from './fill-mode.ts'

/** What may be changed: a table of ranges as the presets are, or a pipeline made by `compose`, `affine`, `gamma` and so on. */
export type Augmentation = AffineAndToneRanges | AugmentationStep

/** One drawn change: plain JSON. A pipeline gives the steps that happen, in their order. */
export type DrawnAugmentation = AffineAndTone | readonly DrawnStep[]

/**
 * The stream that decides what happens to a picture in an epoch; what `loader` uses.
 *
 * @param epoch counted from 0
 * @param id the sample's
 */
export function augmentationRandom(seed: number, epoch: number, id: string): Random {
  return createRandom(seed, epoch, id, 'augment')
}

/**
 * Draws one change. Ranges take all their numbers from the stream whether they are used or not. Each step of a pipeline has a stream
 * of its own, keyed by two numbers of `random` and by its place among steps of its kind: adding, removing or changing a step leaves
 * the draws of the others as they were.
 *
 * @throws {RangeError} naming the range, step or probability that is wrong
 *
 * @example
 * const drawn = sampleAugmentation(compose([affine({ rotate: [-10, 10] }), gamma({ exponent: [0.8, 1.25] })]), augmentationRandom(7, epoch, sample.id))
 * const changed = applyAugmentation(x, [224, 224, 1], drawn)
 */
export function sampleAugmentation(augmentation: AffineAndToneRanges, random: Random): AffineAndTone
export function sampleAugmentation(augmentation: AugmentationStep, random: Random): DrawnStep[]
export function sampleAugmentation(augmentation: Augmentation, random: Random): DrawnAugmentation
export function sampleAugmentation(augmentation: Augmentation, random: Random): DrawnAugmentation {
  if (augmentation.step === undefined) return sampleAffineAndTone(augmentation, random)
  validateStep(augmentation)
  const drawn: DrawnStep[] = []
  draw(augmentation, [random.integer(2 ** 32), random.integer(2 ** 32)], augmentation.step, drawn)
  return drawn
}

function draw(step: AugmentationStep, root: readonly [number, number], path: string, drawn: DrawnStep[]): void {
  const random = createRandom(...root, path)
  const { p = 1 } = step
  if (!(random.next() < p)) return
  if (step.step !== 'compose' && step.step !== 'oneOf') {
    drawn.push(operationOf(step).draw(step, random))
    return
  }
  const kinds = new Map<string, number>()
  const paths = step.steps.map((child) => {
    const place = kinds.get(child.step) ?? 0
    kinds.set(child.step, place + 1)
    return `${path}/${child.step}${place}`
  })
  if (step.step === 'compose')
    step.steps.forEach((child, i) => {
      draw(child, root, paths[i]!, drawn)
    })
  else {
    const chosen = choose(step.weights ?? step.steps.map(() => 1), random)
    draw(step.steps[chosen]!, root, paths[chosen]!, drawn)
  }
}

function choose(weights: readonly number[], random: Random): number {
  let left = random.next() * weights.reduce((a, b) => a + b)
  let last = 0
  for (const [i, weight] of weights.entries()) {
    if (weight === 0) continue
    last = i
    left -= weight
    if (left < 0) break
  }
  return last
}
