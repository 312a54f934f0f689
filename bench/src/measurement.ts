/** One subject in one round. */
import type { Failure } from './ask.ts'
import type { Answer } from './job.ts'

export interface Measurement {
  /** Its name. */
  task: string
  /** Pictures a step. */
  pictures: number
  /** Counted from 0. */
  round: number
  /** A subject's id. */
  subject: string
  /** Threads to compute on, or a loader's workers. */
  threads: number
  /** Cores that other programs took meanwhile. */
  others: number
  answer: Answer | Failure
}
