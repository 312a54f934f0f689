/** Targets: checked before anything runs. */
import { GradCamError } from './errors.ts'
import { classCount, type Head } from './models/head.ts'
import type { Target } from './types.ts'

/** One target a picture. */
export function targetsFor<T extends Target>(target: T | readonly T[], count: number, head: Head): T[] {
  const targets: readonly T[] = isList(target) ? target : Array.from({ length: count }, () => target)
  if (targets.length !== count) {
    throw new GradCamError(
      'target',
      `target: got ${targets.length} targets for ${count} pictures, expected one a picture`,
    )
  }
  for (const each of targets) checkTarget(each, head)
  return [...targets]
}

/** The error where a class is wanted of an output that is no row of scores. */
export function noClasses(shape: readonly (number | null)[]): GradCamError {
  return new GradCamError(
    'target',
    `target: an output of shape [${shape.map(String).join(', ')}] has no classes to choose from; pass { score: (output) => ... }`,
  )
}

function isList<T>(target: T | readonly T[]): target is readonly T[] {
  return Array.isArray(target)
}

function checkTarget(target: Target, head: Head): void {
  if (typeof (target as { score?: unknown } | undefined)?.score === 'function') return
  const wanted = (target as { class?: unknown } | undefined)?.class
  const count = classCount(head)
  if (!head.isRow) throw noClasses(head.shape)
  if (wanted === 'predicted') return
  if (Number.isInteger(wanted) && (wanted as number) >= 0 && (wanted as number) < (count ?? Number.POSITIVE_INFINITY))
    return
  const range = count === undefined ? 'from 0' : `from 0 to ${count - 1}`
  throw new GradCamError(
    'target',
    `target: got class ${String(wanted)}, expected 'predicted', a whole number ${range} or a score function`,
  )
}
