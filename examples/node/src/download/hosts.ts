/** What a server asked for holds for every picture on it: pauses, and whether it can be reached at all. */
import { wait } from './wait.ts'

export interface Hosts {
  /** Returns when the host of this address may be asked again. */
  ready(url: string, signal: AbortSignal): Promise<void>
  /** Nobody asks this host for the next `ms`. */
  pause(url: string, ms: number): void
  answered(url: string): void
  /** Asked in vain as often as is sensible; only a host that never answered is given up for good. */
  silent(url: string, why: string): void
  /** Why the host was given up, if it was. */
  givenUp(url: string): string | undefined
}

export function createHosts(): Hosts {
  const states = new Map<string, { until: number; answered: boolean; silence?: string }>()
  const of = (url: string): { until: number; answered: boolean; silence?: string } => {
    const { host } = new URL(url)
    let state = states.get(host)
    if (state === undefined) states.set(host, (state = { until: 0, answered: false }))
    return state
  }
  return {
    ready: async (url, signal) => {
      for (;;) {
        const left = of(url).until - Date.now()
        if (left <= 0) return
        await wait(left, signal)
      }
    },
    pause: (url, ms) => {
      const state = of(url)
      state.until = Math.max(state.until, Date.now() + ms)
    },
    answered: (url) => void (of(url).answered = true),
    silent: (url, why) => {
      const state = of(url)
      if (!state.answered) state.silence = why
    },
    givenUp: (url) => of(url).silence,
  }
}
