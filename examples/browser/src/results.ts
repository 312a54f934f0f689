/** The list of results: analyses what comes in, one picture at a time, and keeps it up to date with the controls. */
import { announce } from './announce.ts'
import type { Analyst } from './analyst.ts'
import { createCard } from './card.ts'
import type { Card } from './card.ts'
import { byId } from './element.ts'
import { analyse, explainAgain } from './finding.ts'
import type { Finding, Source } from './finding.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { percent } from './percent.ts'
import { sentenceOf } from './sentence.ts'
import type { Settings } from './settings.ts'

interface Entry {
  source: Source
  card: Card
  finding?: Finding
}

export interface Results {
  /** Analyses pictures; each gets a card at once, the newest on top. */
  add(sources: readonly Source[]): void
  /** Analyses everything again, with another classifier. Resolves once the former one is at work no more. */
  use(analyst: Analyst): Promise<void>
  /** Computes every heat map again. */
  explain(): void
  /** Paints every heat map again. */
  paint(): void
}

/** The list works with `analyst` and reads `settings` whenever it paints or explains. */
export function createResults(analyst: Analyst, settings: Settings): Results {
  const inTurn = oneAtATime()
  const cards = byId('cards', HTMLElement)
  const clear = byId('clear', HTMLButtonElement)
  const title = byId('results-title', HTMLElement)
  let entries: Entry[] = []
  let current = analyst
  /** Rises with every choice: work of an older one is not begun any more. */
  let generation = 0

  function update(): void {
    byId('empty', HTMLElement).hidden = entries.length > 0
    clear.hidden = entries.length < 2
  }

  function remove(gone: readonly Entry[]): void {
    entries = entries.filter((entry) => !gone.includes(entry))
    for (const { card } of gone) card.article.remove()
    update()
    title.focus()
    announce(gone.length === 1 ? `${gone[0]!.source.name} removed.` : 'All results removed.')
  }
  clear.addEventListener('click', () => remove(entries))

  async function work(entry: Entry, task: () => Promise<Finding>): Promise<void> {
    const begun = generation
    await inTurn(async () => {
      if (begun !== generation || !entries.includes(entry)) return
      try {
        entry.finding = await task()
        if (begun === generation) entry.card.show(entry.finding, settings)
      } catch (error) {
        delete entry.finding
        entry.card.fail(sentenceOf(error))
      }
    })
  }

  async function analyseAll(some: readonly Entry[]): Promise<void> {
    for (const { card } of some) card.wait()
    if (some.length === 0) return
    const begun = generation
    await Promise.all(some.map((entry) => work(entry, () => analyse(entry.source, current, settings))))
    if (begun === generation) announce(some.map(spoken).join(' '))
  }

  return {
    add(sources) {
      const added = sources.map((source): Entry => {
        const entry: Entry = { source, card: createCard(source.name, () => remove([entry])) }
        return entry
      })
      entries = [...added, ...entries]
      cards.prepend(...added.map(({ card }) => card.article))
      update()
      // On a phone the results lie below the controls: without this nothing would seem to happen.
      if (added.length > 0 && title.getBoundingClientRect().bottom > innerHeight) title.scrollIntoView()
      void analyseAll(added)
    },
    use(next) {
      current = next
      generation++
      const idle = inTurn(async () => undefined)
      void analyseAll(entries)
      return idle
    },
    explain() {
      generation++
      // Those that failed too: another layer may be explained where the last one could not.
      void analyseAll(entries.filter(({ finding }) => finding === undefined))
      for (const entry of entries) {
        const { finding } = entry
        if (finding !== undefined) void work(entry, () => explainAgain(finding, settings))
      }
    },
    paint() {
      for (const { card } of entries) card.paint(settings)
    },
  }
}

function spoken({ source, finding }: Entry): string {
  return finding === undefined
    ? `${source.name} could not be analysed.`
    : `${source.name}: ${finding.answer.label}, ${percent(finding.answer.probability)}. Not for diagnosis.`
}
