/** `pnpm bench`: ours and the peers, in turn, on the same pictures. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { CommanderError } from 'commander'
import type { Measurement } from './measurement.ts'
import { type Options, readOptions } from './options.ts'
import { findPeers } from './peers.ts'
import { progressLine } from './progress.ts'
import { report } from './report.ts'
import { measure, type Present } from './rounds.ts'
import { assertSameNetwork } from './same-network.ts'
import { reference, subjects } from './subjects.ts'
import { summarise } from './summary.ts'

const titleOf = (id: string): string => subjects.find((subject) => subject.id === id)!.title

async function bench(options: Options, signal: AbortSignal): Promise<void> {
  const { rounds, batch } = options.quick ? { rounds: 1, batch: [8] } : options
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
  const malloc = options.tunedMalloc ? 'tuned' : 'as it comes'
  console.log(`${machine}; malloc ${malloc}`)
  for (const line of skipped) console.log(line)

  const measurements: Measurement[] = []
  const folder = await mkdtemp(join(tmpdir(), 'convlens-bench-'))
  try {
    const { network: networks, cores, tries, tunedMalloc: tuned } = options
    const plan = { networks, batches: batch, cores, rounds, tries, tuned, subjects: present }
    for await (const measurement of measure(plan, folder, signal)) {
      console.error(progressLine(measurement, titleOf(measurement.subject)))
      measurements.push(measurement)
      assertSameNetwork(measurements)
    }
  } finally {
    await rm(folder, { recursive: true })
  }

  const rows = summarise(measurements, reference.id)
  console.log(`\n${report(rows, titleOf)}\n`)
  console.log(
    `ms: a picture, median of ${rounds} rounds (least-most). Each round is the median of its steps, after a warm-up.`,
  )
  console.log(`speed: times as fast as ${reference.title} on as many threads, round by round; above 1 is faster.`)
  console.log(
    `Other programs took up to ${Math.max(...measurements.map(({ others }) => others)).toFixed(1)} cores meanwhile.`,
  )
  if (options.json !== undefined) {
    await writeFile(options.json, `${JSON.stringify({ machine, malloc, skipped, rows, measurements }, null, 2)}\n`)
  }
}

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
async function main(): Promise<number> {
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')))
  try {
    await bench(readOptions(), interrupt.signal)
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}

process.exitCode = await main()
