/** Runs a comparison from the search for its subjects to the report. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Comparison } from './comparison.ts'
import type { Measurement } from './measurement.ts'
import type { Options } from './options.ts'
import { findPeers } from './peers.ts'
import { progressLine } from './progress.ts'
import { measure, type Present } from './rounds.ts'
import { assertSameNetwork } from './same-network.ts'

export async function run(comparison: Comparison, options: Options, signal: AbortSignal): Promise<void> {
  const { subjects, networks, effort } = comparison
  const { rounds, batch: batches, cores, tries, tunedMalloc: tuned } = options
  const titleOf = (id: string): string => subjects.find((subject) => subject.id === id)!.title
  const wanted = subjects.filter(({ id }) => options.only?.includes(id) ?? true)
  const presence = await findPeers(wanted, options.python, options.only)
  const present: Present[] = []
  const skipped: string[] = []
  const versions: string[] = []
  for (const subject of wanted) {
    const found = presence.get(subject.id)!
    if ('missing' in found) skipped.push(`skipped ${subject.title}: ${found.missing}`)
    else {
      present.push({ ...subject, command: found.command })
      versions.push(found.version)
    }
  }
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${[...new Set(versions)].join(', ')}`
  const malloc = tuned ? 'tuned' : 'as it comes'
  console.log(`${machine}; malloc ${malloc}`)
  for (const line of skipped) console.log(line)

  const measurements: Measurement[] = []
  const folder = await mkdtemp(join(tmpdir(), 'convlens-bench-'))
  try {
    await comparison.prepare?.(folder)
    const details: Comparison['details'] = (turn) => comparison.details(turn)
    const plan = { networks, batches, cores, rounds, tries, tuned, effort, subjects: present, details }
    for await (const measurement of measure(plan, folder, signal)) {
      console.error(progressLine(measurement, titleOf(measurement.subject)))
      measurements.push(measurement)
      assertSameNetwork(measurements)
      await comparison.check?.(measurement)
    }
  } finally {
    await rm(folder, { recursive: true })
  }

  const { text, speed, numbers } = comparison.conclude(measurements, titleOf)
  console.log(`\n${text}\n`)
  console.log(
    `ms: a picture, median of ${rounds} rounds (least-most). Each round is the median of its steps, after a warm-up.`,
  )
  console.log(`speed: ${speed}`)
  console.log(
    `Other programs took up to ${Math.max(...measurements.map(({ others }) => others)).toFixed(1)} cores meanwhile.`,
  )
  if (options.json !== undefined) {
    await writeFile(
      options.json,
      `${JSON.stringify({ machine, malloc, skipped, ...numbers, measurements }, null, 2)}\n`,
    )
  }
}
