/** A backend that may be chosen: how it is loaded, and what it tells about itself. */
import type { BackendName } from './report.ts'

export interface CandidateFacts {
  version: string
  threads?: number
  device?: string
  /** Continues "wasm: ..." in the report's reason. */
  merit: string
}

export interface Candidate {
  name: BackendName
  /**
   * Loads the backend's package, so that its factory is registered.
   *
   * @param explicit the user named this backend, so that doubtful hardware is accepted
   * @throws Unavailable where it is not there
   */
  load(explicit: boolean): Promise<void>
  /** Sets the backend, where `setBackend(name)` is not all there is to do; false where it does not start. */
  set?(): Promise<boolean>
  /** Told once the backend is set and has proven itself. */
  facts(): CandidateFacts | Promise<CandidateFacts>
}

/** A backend is not there; the message is one clause, the remedy one sentence. */
export class Unavailable extends Error {
  readonly remedy: string | undefined

  constructor(reason: string, remedy?: string, options?: ErrorOptions) {
    super(reason, options)
    this.remedy = remedy
  }
}
