/** Pictures that could not be read: named once, counted, and the run goes on. */
import type { Sample } from '@convlens/data'
import { oneSentence } from './errors.ts'
import type { Terminal } from './terminal.ts'

export interface Skipped {
  id: string
  reason: string
}

/** Collects skipped samples and warns of each the first time. */
export function skippedPictures(terminal: Terminal): {
  list: Skipped[]
  add: (sample: Sample, error: unknown) => void
} {
  const list: Skipped[] = []
  return {
    list,
    add(sample, error) {
      if (list.some(({ id }) => id === sample.id)) return
      const reason = oneSentence(error)
      list.push({ id: sample.id, reason })
      terminal.warn(`skipped ${sample.id}: ${reason}`)
    },
  }
}
