/** Waiting that an interruption ends at once, with the interruption's own reason. */
import { setTimeout as sleep } from 'node:timers/promises'

export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error
  })
}
