/** The order of an epoch. */
import type { Sample } from '../dataset.ts'
import { createRandom } from '../random.ts'

/** By a draw for each id: a picture more or less does not change the order of the others. */
export function shuffled(samples: readonly Sample[], seed: number, epoch: number): Sample[] {
  return samples
    .map((sample) => ({ sample, key: createRandom(seed, epoch, sample.id, 'order').next() }))
    .sort((one, two) => one.key - two.key || (one.sample.id < two.sample.id ? -1 : 1))
    .map(({ sample }) => sample)
}
