/** Measures the training loop of @convlens/model: its time, its memory, and whether it leaves anything behind. */
import process from 'node:process'
import { useBackend } from '@convlens/backend/node'
import { alternate } from '../loop/alternate.ts'
import type { LeakAnswer, LeakJob, LoopJob, PeakAnswer, PeakJob, TimeAnswer, TimeJob } from '../loop/jobs.ts'
import { held, wasmBytes, watchTensorBytes } from '../loop/memory.ts'
import { type LoopNetwork, networks, noise } from '../loop/networks.ts'
import { ours, plain, type Side, sideOf } from '../loop/sides.ts'
import { processorTime } from './job-from-arguments.ts'

const job = JSON.parse(process.argv[2]!) as LoopJob
await useBackend(job.backend, { threads: job.threads })
const network: LoopNetwork = networks[job.network]
const batches = noise(network, job.steps)

/** What one block takes, in milliseconds a step. */
async function measure({ block }: Side, steps: number): Promise<{ ms: number; processor: number }> {
  const [started, before] = [performance.now(), processorTime()]
  await block()
  return { ms: (performance.now() - started) / steps, processor: (processorTime() - before) / steps }
}

async function time({ blocks, steps }: TimeJob): Promise<TimeAnswer> {
  const a = ours(network.build(), batches, blocks + 1)
  const b = plain(network.build(), batches)
  const firstLoss = { ours: await a.block(), plain: await b.block() }
  const [ofOurs, ofPlain] = await alternate(
    blocks,
    () => measure(a, steps),
    () => measure(b, steps),
  )
  await a.end()
  await b.end()
  const both = (what: 'ms' | 'processor'): TimeAnswer['ms'] => ({
    ours: ofOurs.map((block) => block[what]),
    plain: ofPlain.map((block) => block[what]),
  })
  return { ms: both('ms'), processor: both('processor'), spent: processorTime(), firstLoss }
}

async function peak({ side, blocks }: PeakJob): Promise<PeakAnswer> {
  const { block, end } = sideOf(side, network.build(), batches, blocks)
  const mostBytes = watchTensorBytes()
  for (let i = 0; i < blocks; i++) await block()
  await end()
  return { tensors: mostBytes(), wasm: wasmBytes(), process: process.resourceUsage().maxRSS * 1024 }
}

/** A whole training goes before the watched one: V8 compiles for thousands of steps, and keeps what it compiled. */
async function leak({ blocks, steps }: LeakJob): Promise<LeakAnswer> {
  const model = network.build()
  const warmUp = ours(model, batches, blocks)
  for (let i = 0; i < blocks; i++) await warmUp.block()
  await warmUp.end()
  const during: LeakAnswer['during'] = []
  const every = (blocks * steps) / 10
  const before = await held(0)
  const { block, end } = ours(model, batches, blocks, async ({ step }) => {
    const done = step + 1
    if (done === 100 || done % every === 0) during.push(await held(done))
  })
  for (let i = 0; i < blocks; i++) await block()
  await end()
  return { before, during, after: await held(blocks * steps) }
}

async function answer(): Promise<object> {
  if (job.kind === 'time') return time(job)
  return job.kind === 'peak' ? peak(job) : leak(job)
}

console.log(JSON.stringify(await answer()))
