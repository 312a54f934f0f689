/** Makes sure that both sides train the same network on the same pictures. */
import type { TimeAnswer } from './jobs.ts'

/** Adam's epsilon stands elsewhere in the formula of tfjs, whose clipped softmax loses digits besides. */
const tolerance = 1e-4

/** @throws Error where the mean losses of the first block differ */
export function sameStart({ ours, plain }: TimeAnswer['firstLoss'], where: string): void {
  if (Math.abs(ours - plain) <= tolerance * Math.abs(plain)) return
  throw new Error(`${where}: the sides do not train alike, their first losses are ${ours} and ${plain}`)
}
