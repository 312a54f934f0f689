/** Methods that both sides have, and where they differ. */
import type { MethodName } from '@convlens/grad-cam'

export interface ComparedMethod {
  name: MethodName
  /** Given to both where both take one; else each has its default. */
  batchSize?: number
  /** How the maps of pytorch-grad-cam come to be others than ours. */
  differs?: string
}

export const comparedMethods: readonly ComparedMethod[] = [
  { name: 'grad-cam' },
  { name: 'grad-cam++', differs: 'theirs adds 1e-6 to the denominator, which outweighs small gradients' },
  { name: 'hi-res-cam' },
  { name: 'layer-cam' },
  { name: 'x-grad-cam' },
  { name: 'eigen-cam', differs: 'the sign is open in theirs: the map can be the other half' },
  {
    name: 'score-cam',
    batchSize: 16,
    differs: 'theirs resizes the masks from corner to corner, not from cell to cell',
  },
  { name: 'ablation-cam', batchSize: 32, differs: 'theirs turns the map round where the score is negative' },
  { name: 'full-grad', differs: 'theirs stretches the map of every channel to 0..1 before it adds them' },
]
