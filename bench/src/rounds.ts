/** The measuring itself: in every round each subject once, in turn, in a process of its own. */
import { presetSpec } from '@convlens/model'
import type { PresetName } from '@convlens/model'
import { ask, type Failure } from './ask.ts'
import type { Answer, Effort } from './job.ts'
import type { Measurement } from './measurement.ts'
import { areDisturbing, watchOtherPrograms } from './other-programs.ts'
import { writePictures } from './pictures.ts'
import type { Subject } from './subject.ts'

export interface Present extends Subject {
  command: readonly string[]
}

/** One measurement to come. */
export interface Turn {
  subject: Subject
  network: PresetName
  /** Pictures a step. */
  batch: number
}

export interface Plan {
  networks: readonly PresetName[]
  batches: readonly number[]
  cores: readonly number[]
  rounds: number
  tuned: boolean
  /** How often a measurement is made at most, where other programs disturb it. */
  tries: number
  effort: Effort
  /** Those who are there. */
  subjects: readonly Present[]
  /** What a subject is asked beside network and pictures; undefined where it does not take part. */
  details(turn: Turn): object | undefined
}

/** Starts with another one in every round, so that none always comes first. */
function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % Math.max(1, items.length)
  return [...items.slice(start), ...items.slice(0, start)]
}

/** Of up to `tries` measurements the first undisturbed one, or the least disturbed. */
async function leastDisturbed(
  tries: number,
  measureOnce: () => Promise<Answer | Failure>,
): Promise<Pick<Measurement, 'answer' | 'others'>> {
  let best: Pick<Measurement, 'answer' | 'others'> | undefined
  for (let i = 0; i < tries; i++) {
    const othersBeside = watchOtherPrograms()
    const answer = await measureOnce()
    if ('failed' in answer) return { answer, others: 0 }
    const others = othersBeside(answer.processor)
    if (best === undefined || others < best.others) best = { answer, others }
    if (!areDisturbing(others)) break
  }
  return best!
}

/** @param folder where the pictures may lie meanwhile */
export async function* measure(plan: Plan, folder: string, signal: AbortSignal): AsyncGenerator<Measurement> {
  const { networks, batches, cores, rounds, subjects, tuned, tries, effort } = plan
  const turns = subjects.flatMap((subject) =>
    (subject.oneThread ? [1] : cores).map((threads) => ({ subject, threads })),
  )
  for (let round = 0; round < rounds; round++) {
    for (const network of networks) {
      const spec = presetSpec(network)
      for (const batch of batches) {
        const pictures = await writePictures(folder, batch, spec.preprocess)
        for (const { subject, threads } of rotated(turns, round)) {
          const details = plan.details({ subject, network, batch })
          if (details === undefined) continue
          const job = { ...pictures, spec, effort, variant: subject.variant, threads, ...details }
          const best = await leastDisturbed(tries, () => ask(subject.command, subject.program, job, { tuned, signal }))
          yield { network, batch, round, subject: subject.id, threads, ...best }
        }
      }
    }
  }
}
