/** One subject in one round. */
import type { PresetName } from '@convlens/model'
import type { Failure } from './ask.ts'
import type { Answer } from './job.ts'

export interface Measurement {
  network: PresetName
  /** Pictures a step. */
  batch: number
  /** Counted from 0. */
  round: number
  /** A subject's id. */
  subject: string
  threads: number
  /** Cores that other programs took meanwhile. */
  others: number
  answer: Answer | Failure
}
