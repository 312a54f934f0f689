/** Why a picture could not be had, and what that means for the next try. */

/**
 * `again`: the same request may succeed later. `wrong`: the bytes are not the listed ones. `unreachable`: no answer at all.
 * `never`: asking again is of no use.
 */
export type TransferTrouble = 'again' | 'wrong' | 'unreachable' | 'never'

export class TransferError extends Error {
  override name = 'TransferError'
  readonly trouble: TransferTrouble
  /** How long the server asked to wait. */
  readonly waitMs: number | undefined

  constructor(trouble: TransferTrouble, message: string, options: ErrorOptions & { waitMs?: number | undefined } = {}) {
    super(message, options)
    this.trouble = trouble
    this.waitMs = options.waitMs
  }
}

/** What `Retry-After` asks for, in milliseconds: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | null, now: number = Date.now()): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
