/** A picture from the net: requests until it is whole, with waits that grow, and an end. */
import { stat } from 'node:fs/promises'
import { attempt } from './attempt.ts'
import type { Hosts } from './hosts.ts'
import type { ListedPicture } from './list.ts'
import type { Part } from './part.ts'
import { TransferError } from './transfer-error.ts'
import { wait } from './wait.ts'

export interface TransferSettings {
  /** Gives a request up after this long without a byte. */
  stallMs: number
  /** Requests in a row that bring no new byte before a picture is given up. */
  tries: number
  /** The first wait; it doubles up to half a minute, less a random share. */
  firstWaitMs: number
}

export const defaultSettings: TransferSettings = { stallMs: 30_000, tries: 5, firstWaitMs: 500 }

/** Longest wait that a server may ask for. */
const longestWaitMs = 5 * 60_000
/** Copies with wrong bytes before they are taken for what the address holds. */
const wrongCopies = 3
/** Requests for one picture, even if each brings a little. */
const mostRequests = 100

/** @throws {TransferError} saying how often it was tried where the picture cannot be had */
export async function transfer(
  picture: ListedPicture & { url: string },
  part: Part,
  hosts: Hosts,
  settings: TransferSettings,
  signal: AbortSignal,
  onSize: (bytes: number) => void,
): Promise<void> {
  const { url } = picture
  let inVain = 0
  let wrong = 0
  for (let request = 1; ; request++) {
    await hosts.ready(url, signal)
    signal.throwIfAborted()
    const lost = hosts.givenUp(url)
    if (lost !== undefined) throw new TransferError('never', lost)
    const before = await sizeOf(part)
    try {
      const onAnswer = (): void => hosts.answered(url)
      await attempt(picture, part, { stallMs: settings.stallMs, fresh: wrong > 0, signal, onAnswer, onSize })
      return
    } catch (error) {
      if (!(error instanceof TransferError)) throw error
      inVain = (await sizeOf(part)) > before ? 0 : inVain + 1
      if (error.trouble === 'wrong') wrong++
      const tries = request === 1 ? '' : ` (tried ${request} times)`
      const end = (): TransferError => new TransferError('never', `${error.message}${tries}`, { cause: error })
      if (error.trouble === 'never') throw error
      if (wrong >= wrongCopies || request >= mostRequests) throw end()
      if (inVain >= settings.tries) {
        if (error.trouble === 'unreachable') hosts.silent(url, error.message)
        throw end()
      }
      if (error.waitMs !== undefined) {
        if (error.waitMs > longestWaitMs)
          throw new TransferError(
            'never',
            `${error.message} and asks to wait ${Math.ceil(error.waitMs / 60_000)} minutes`,
          )
        hosts.pause(url, error.waitMs)
      }
      const ms = Math.min(30_000, settings.firstWaitMs * 2 ** Math.max(0, inVain - 1))
      if (error.waitMs === undefined) await wait(ms * (0.5 + Math.random() / 2), signal)
    }
  }
}

async function sizeOf(part: Part): Promise<number> {
  return (await stat(part.path).catch(() => undefined))?.size ?? 0
}
