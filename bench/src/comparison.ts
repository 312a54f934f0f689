/** Something that is measured with several subjects in turn. */
import type { Job } from './job.ts'
import type { Measurement } from './measurement.ts'
import type { Subject } from './subject.ts'

/** What all subjects are given. */
export interface Task {
  /** Stands over its table: `covid-seed, batches of 8`. */
  name: string
  /** Pictures a step. */
  pictures: number
}

/** One measurement to come. */
export interface Turn<T extends Task = Task> {
  subject: Subject
  task: T
  /** Threads to compute on, or a loader's workers. */
  threads: number
}

export interface Comparison<T extends Task = Task> {
  /** Who could be measured. */
  subjects: readonly Subject[]
  tasks: readonly T[]
  /** Numbers of threads, or of a loader's workers, for those subjects that can have several. */
  threads: readonly number[]
  /** Called once, before the measuring. @param folder where files may lie meanwhile */
  prepare?(folder: string): Promise<void>
  /** What a subject is asked; undefined where it does not take part. */
  jobFor(turn: Turn<T>, folder: string): Promise<Job | undefined>
  /**
   * Looks at a measurement as soon as it is there.
   *
   * @param all those until now, the new one among them
   * @throws Error where the subjects did not compute the same
   */
  check?(measurement: Measurement, all: readonly Measurement[]): Promise<void>
  conclude(measurements: readonly Measurement[], titleOf: (subject: string) => string): Conclusion
}

export interface Conclusion {
  /** For people. */
  text: string
  /** What the milliseconds of a round are. */
  ms: string
  /** What they are of; by default a picture. */
  per?: 'a picture' | 'a call'
  /** What the speeds in it mean. */
  speed: string
  /** For programs. */
  numbers: object
}
