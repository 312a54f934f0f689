/** What is done to a picture, in order: resamplings, each of all affine steps that follow one another, and changes of the values. */
import { chain, identityMap, isIdentity } from './affine-map.ts'
import type { AffineMap } from './affine-map.ts'
import type { DrawnAugmentation } from './augmentation.ts'
import type { Outside } from './resample.ts'
import type { Displacement, Operation } from './steps/operation.ts'
import { checkDrawn } from './steps/operations.ts'
import type { DrawnStep, SingleStep } from './steps/operations.ts'

/** One resampling: the output at q shows the input at `map` of q + displacement of q. */
export interface Placement {
  map: AffineMap
  displacement?: Displacement
  outside: Outside
}

export type Act =
  | { placement: Placement }
  | { drawn: DrawnStep; tone: NonNullable<Operation<SingleStep, DrawnStep>['tone']>; mixesChannels: boolean }

/**
 * Neighbours whose outside differs stay apart; a crop takes that of its neighbours, alone the edge.
 *
 * @throws {RangeError} where a drawn step is none
 */
export function planOf(augmentation: DrawnAugmentation, width: number, height: number): Act[] {
  const steps: readonly DrawnStep[] = isList(augmentation) ? augmentation : [{ step: 'affineAndTone', ...augmentation }]
  const acts: Act[] = []
  let map = identityMap
  let outside: Outside | undefined
  const resample = (displacement?: Displacement): void => {
    if (displacement !== undefined || !isIdentity(map))
      acts.push({
        placement: {
          map,
          outside: outside ?? { fill: 'edge', fillValue: 0 },
          ...(displacement === undefined ? {} : { displacement }),
        },
      })
    map = identityMap
    outside = undefined
  }
  for (const drawn of steps) {
    const operation = checkDrawn(drawn)
    const own = operation.outside?.(drawn)
    const step = operation.map?.(drawn, width, height) ?? identityMap
    const displacement = operation.displace?.(drawn, width, height)
    if (!isIdentity(step) || displacement !== undefined) {
      if (own !== undefined && outside !== undefined && !same(own, outside)) resample()
      map = chain(map, step)
      outside = own ?? outside
      if (displacement !== undefined) resample(displacement)
    }
    if (operation.tone === undefined || (drawn.step === 'affineAndTone' && drawn.brightness === 1)) continue
    resample()
    acts.push({ drawn, tone: operation.tone, mixesChannels: operation.mixesChannels?.(drawn) ?? false })
  }
  resample()
  return acts
}

const isList = (drawn: DrawnAugmentation): drawn is readonly DrawnStep[] => Array.isArray(drawn)

function same(one: Outside, two: Outside): boolean {
  return one.fill === two.fill && (one.fill !== 'constant' || one.fillValue === two.fillValue)
}
