/** Something that is measured with several subjects in turn. */
import type { PresetName } from '@convlens/model'
import type { Effort } from './job.ts'
import type { Measurement } from './measurement.ts'
import type { Turn } from './rounds.ts'
import type { Subject } from './subject.ts'

export interface Comparison {
  /** Who could be measured. */
  subjects: readonly Subject[]
  networks: readonly PresetName[]
  effort: Effort
  /** Called once, before the measuring. @param folder where files may lie meanwhile */
  prepare?(folder: string): Promise<void>
  /** What a subject is asked beside network and pictures; undefined where it does not take part. */
  details(turn: Turn): object | undefined
  /** Looks at a measurement as soon as it is there. @throws Error where the subjects did not compute the same */
  check?(measurement: Measurement): Promise<void>
  conclude(measurements: readonly Measurement[], titleOf: (subject: string) => string): Conclusion
}

export interface Conclusion {
  /** For people. */
  text: string
  /** What the speeds in it mean. */
  speed: string
  /** For programs. */
  numbers: object
}
