/** What `useBackend` answers, and how it refuses. */

export const BACKEND_NAMES = ['tensorflow', 'webgpu', 'webgl', 'wasm', 'cpu'] as const

/** A backend of TensorFlow.js; `tensorflow` is the native one of tfjs-node. */
export type BackendName = (typeof BACKEND_NAMES)[number]

/** Which backend runs now, and why. */
export interface BackendReport {
  name: BackendName
  /** Version of the backend's package, and of TensorFlow where that is another. */
  version: string
  /** One sentence for people. */
  reason: string
  /** Threads that compute, where known. */
  threads?: number
  /** What computes: a processor's or graphics card's name, or an instruction set. */
  device?: string
  /** Faster backends that were tried before, and why they were left. */
  passedOver: { name: BackendName; reason: string }[]
}

/**
 * Why a backend cannot be used. `code`: `unknown` (no such name), `missing` (not installed or not there on this machine),
 * `failed` (there, but it does not start or computes wrong numbers).
 */
export class BackendError extends Error {
  override name = 'BackendError'
  readonly code: 'unknown' | 'missing' | 'failed'
  readonly backend: string

  constructor(code: 'unknown' | 'missing' | 'failed', backend: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.backend = backend
  }
}
