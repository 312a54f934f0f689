/** What our training loop costs beside plain `trainOnBatch`: time, memory, and what it leaves behind. */
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { type BackendName, listBackends } from '@convlens/backend/node'
import { ask } from '../ask.ts'
import type { LoopOptions } from '../options.ts'
import { watchOtherPrograms } from '../other-programs.ts'
import type { LeakAnswer, LoopJob, PeakAnswer, SideName, TimeAnswer } from './jobs.ts'
import { type LoopNetwork, type NetworkName, networks } from './networks.ts'
import { overhead, quartiles } from './overhead.ts'
import { loopReport, type LoopRow } from './report.ts'
import { sameStart } from './same-start.ts'

const program = fileURLToPath(import.meta.resolve('../programs/convlens-loop.ts'))

/** Long enough for what is allocated once, and for V8 to compile what runs often. */
const peakBlocks = 4

/** Of an epoch while leaks are looked for. */
const leakSteps = 100

/** Answers of a backend and a network, of all rounds. */
interface Collected {
  backend: BackendName
  network: NetworkName
  times: TimeAnswer[]
  peaks: Record<SideName, PeakAnswer[]>
}

function rowOf({ backend, network, times, peaks }: Collected): LoopRow {
  const of = (side: SideName, what: 'ms' | 'processor'): number[] => times.flatMap((answer) => answer[what][side])
  return {
    backend,
    network: networks[network].name,
    pairs: of('ours', 'ms').length,
    ms: { ours: quartiles(of('ours', 'ms')), plain: quartiles(of('plain', 'ms')) },
    overhead: overhead(of('ours', 'ms'), of('plain', 'ms')),
    processor: overhead(of('ours', 'processor'), of('plain', 'processor')),
    peaks,
  }
}

export async function loop(options: LoopOptions, signal: AbortSignal): Promise<void> {
  const { rounds, threads } = options
  const there = new Map((await listBackends()).map((backend) => [backend.name, backend]))
  const backends = options.only.filter((name) => there.get(name)?.available)
  console.log(`${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`)
  for (const name of options.only)
    if (!backends.includes(name)) console.log(`skipped ${name}: ${there.get(name)?.reason ?? 'it is not known here'}`)

  const command = [process.execPath, ...process.execArgv, '--expose-gc']
  const asked = async <T extends object>(job: LoopJob): Promise<T> => {
    const answer = await ask<T>(command, program, job, { tuned: false, signal })
    if ('failed' in answer) throw new Error(`${job.backend}, ${job.network}, ${job.kind}: ${answer.failed}`)
    return answer
  }

  // On the plain backend the larger ones take minutes a step.
  const tasks: Collected[] = backends.flatMap((backend) =>
    options.network
      .filter((network) => backend !== 'cpu' || network === 'tiny')
      .map((network) => ({ backend, network, times: [], peaks: { ours: [], plain: [] } })),
  )
  let others = 0
  for (let round = 0; round < rounds; round++) {
    for (const { backend, network, times, peaks } of tasks) {
      const { steps, blocks, dropout }: LoopNetwork = networks[network]
      const job = { backend, threads, network, steps }
      const othersBeside = watchOtherPrograms()
      const time = await asked<TimeAnswer>({ ...job, kind: 'time', blocks })
      others = Math.max(others, othersBeside(time.spent))
      if (!dropout) sameStart(time.firstLoss, `${backend}, ${network}`)
      times.push(time)
      for (const side of round % 2 === 0 ? (['ours', 'plain'] as const) : (['plain', 'ours'] as const))
        peaks[side].push(await asked<PeakAnswer>({ ...job, kind: 'peak', side, blocks: peakBlocks }))
      console.error(`round ${round + 1}  ${backend}  ${networks[network].name}`)
    }
  }
  const leaked: { backend: string; answer: LeakAnswer }[] = []
  for (const backend of backends) {
    const job = {
      backend,
      threads,
      network: 'tiny',
      steps: leakSteps,
      blocks: Math.ceil(options.leakSteps / leakSteps),
    } as const
    leaked.push({ backend, answer: await asked<LeakAnswer>({ ...job, kind: 'leak' }) })
  }
  const rows = tasks.map(rowOf)
  console.log(`\n${loopReport(rows, leaked)}\n`)
  console.log('ms: median of the blocks (quartiles). overhead: median over neighbouring blocks (its 95 % interval).')
  console.log(`Other programs took up to ${others.toFixed(1)} cores meanwhile.`)
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify({ rows, leaked, tasks }, null, 2)}\n`)
}
