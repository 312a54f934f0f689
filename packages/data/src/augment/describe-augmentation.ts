/** A drawn change in words. */
import type { DrawnAugmentation } from './augmentation.ts'
import { checkDrawn } from './steps/operations.ts'
import type { DrawnStep } from './steps/operations.ts'

/**
 * Says what a drawn change does, for captions and logs; numbers are rounded.
 *
 * @returns clauses in the order of the steps, or `unchanged`
 * @throws {RangeError} where `drawn` is damaged
 *
 * @example
 * describeAugmentation([{ step: 'gamma', exponent: 1.2 }, { step: 'blur', sigma: 0.7 }]) // 'gamma 1.20; blurred by 0.70 pixels'
 */
export function describeAugmentation(drawn: DrawnAugmentation): string {
  const steps = (Array.isArray(drawn) ? drawn : [{ step: 'affineAndTone', ...drawn }]) as readonly DrawnStep[]
  const words = steps.map((step) => checkDrawn(step).words(step)).filter((clause) => clause !== '')
  return words.length === 0 ? 'unchanged' : words.join('; ')
}
