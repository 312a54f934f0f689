/** Runs a comparison from the search for its subjects to the report. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Comparison, Task } from './comparison.ts'
import type { Measurement } from './measurement.ts'
import type { Options } from './options.ts'
import { findPeers } from './peers.ts'
import { progressLine } from './progress.ts'
import { measure, type Present } from './rounds.ts'

export async function run<T extends Task>(
  comparison: Comparison<T>,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const { subjects } = comparison
  const { rounds, tries, tunedMalloc: tuned } = options
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
    for await (const measurement of measure({ comparison, rounds, tries, tuned, subjects: present }, folder, signal)) {
      console.error(
        progressLine(
          measurement,
          subjects.find(({ id }) => id === measurement.subject)!,
        ),
      )
      measurements.push(measurement)
      await comparison.check?.(measurement, measurements)
    }
  } finally {
    await rm(folder, { recursive: true })
  }

  const { text, ms, per = 'a picture', speed, numbers } = comparison.conclude(measurements, titleOf)
  console.log(`\n${text}\n`)
  console.log(`ms: ${per}, median of ${rounds} rounds (least-most). ${ms}`)
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
