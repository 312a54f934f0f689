/** The measuring itself: in every round each subject once, in turn, in a process of its own. */
import { ask, type Failure } from './ask.ts'
import type { Comparison, Task } from './comparison.ts'
import type { Answer } from './job.ts'
import type { Measurement } from './measurement.ts'
import { areDisturbing, watchOtherPrograms } from './other-programs.ts'
import type { Subject } from './subject.ts'

export interface Present extends Subject {
  command: readonly string[]
}

export interface Plan<T extends Task> {
  comparison: Comparison<T>
  rounds: number
  tuned: boolean
  /** How often a measurement is made at most, where other programs disturb it. */
  tries: number
  /** Those who are there. */
  subjects: readonly Present[]
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

/** @param folder where files may lie meanwhile */
export async function* measure<T extends Task>(
  plan: Plan<T>,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<Measurement> {
  const { comparison, rounds, subjects, tuned, tries } = plan
  const turns = subjects.flatMap((subject) =>
    (subject.oneThread ? [1] : comparison.threads).map((threads) => ({ subject, threads })),
  )
  for (let round = 0; round < rounds; round++) {
    for (const task of comparison.tasks) {
      for (const { subject, threads } of rotated(turns, round)) {
        const job = await comparison.jobFor({ subject, task, threads }, folder)
        if (job === undefined) continue
        const best = await leastDisturbed(tries, () => ask(subject.command, subject.program, job, { tuned, signal }))
        yield { task: task.name, pictures: task.pictures, round, subject: subject.id, threads, ...best }
      }
    }
  }
}
