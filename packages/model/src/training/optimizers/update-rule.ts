/** How one weight moves: the part in which optimizers differ. */
import type { Tensor } from '@tensorflow/tfjs-core'

/** What a rule knows about a weight and its gradient. */
export interface Move {
  /** Stable, such as `conv1/kernel`. */
  name: string
  value: Tensor
  gradient: Tensor
  /** What the rule remembers of the weight, by the name of the slot and in the weight's shape; zeros at first. */
  slots: Readonly<Record<string, Tensor>>
  /** Learning rate of this weight in this step. */
  rate: number
  /** 1 where the weight moves for the first time. */
  step: number
}

export interface UpdateRule {
  readonly learningRate: number
  /** Names of what is remembered for each weight. */
  readonly slots: readonly string[]
  /** The weight and its slots after the step. Runs in `tidy`; nothing that came in may go out again as it is. */
  move(move: Move): { value: Tensor; slots: Readonly<Record<string, Tensor>> }
}
