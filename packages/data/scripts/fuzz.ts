/**
 * Feeds damaged pictures and tables to the readers, each of which must give a result or its own error, soon and without keeping
 * memory: `node --conditions=@convlens/source --import tsx scripts/fuzz.ts [--count 200000] [--seed 1] [--kinds png,jpeg,dicom,csv]`
 *
 * A file that fails is written to `--out` (the folder for temporary files by default) and named; the exit code is then 1.
 */
import { fork } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { fuzzKinds } from './fuzz-kinds.ts'
import type { FuzzReport } from './fuzz-worker.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    kinds: { type: 'string', default: 'png,jpeg,dicom,tiff,bmp,webp,csv' },
    out: { type: 'string', default: tmpdir() },
    seconds: { type: 'string', default: '10' },
  },
})
const kinds = values.kinds.split(',')
const count = Number(values.count)
const seconds = Number(values.seconds)
if (!Number.isInteger(count) || count < 1)
  throw new RangeError(`--count: ${values.count} given, expected a whole number`)
const unknown = kinds.filter((kind) => !fuzzKinds.includes(kind))
if (unknown.length > 0) throw new RangeError(`--kinds: ${unknown.join()} given, expected of ${fuzzKinds.join()}`)

let failures = 0

/** One kind in a process of its own, so that a reader that never returns can be seen and ended. */
async function fuzz(kind: string, inputs: number): Promise<void> {
  const begun = performance.now()
  // The process writes here which input it is at: one that hangs or dies cannot say so.
  const progress = join(tmpdir(), `fuzz-progress-${process.pid}-${kind}`)
  writeFileSync(progress, '0')
  const settings = JSON.stringify({ kind, seed: values.seed, inputs, progress, seconds })
  const child = fork(join(import.meta.dirname, 'fuzz-worker.ts'), [settings], { serialization: 'advanced' })
  const current = (): string => readFileSync(progress, 'utf8').trim()
  let last = ''
  let still = 0
  const watch = setInterval(() => {
    still = current() === last ? still + 1 : 0
    last = current()
    if (still > 6 * seconds) child.kill('SIGKILL')
  }, 1000)
  child.on('message', (report: FuzzReport) => {
    for (const { index, message, bytes } of report.failures) {
      failures++
      const file = join(values.out, `fuzz-${kind}-${values.seed}-${index}`)
      writeFileSync(file, bytes)
      process.stdout.write(`${kind}: input ${index}: ${message}\n  ${file}\n`)
    }
    const { read, refused, slowest, slowestIndex, memory } = report
    const took = ((performance.now() - begun) / 1000).toFixed(0)
    process.stdout.write(
      `${kind}: ${read + refused} inputs in ${took} s: ${read} read, ${refused} refused; slowest ${slowest.toFixed(0)} ms (input ${slowestIndex}); memory in MiB after each tenth: ${memory.join(' ')}\n`,
    )
  })
  const code = await new Promise<number | null>((resolve) => {
    child.on('exit', resolve)
  })
  clearInterval(watch)
  if (code !== 0) {
    failures++
    process.stdout.write(
      `${kind}: input ${current()} of seed ${values.seed} ${code === null ? 'never returns' : `ends the process with ${code}`}\n`,
    )
  }
  rmSync(progress)
}

for (const kind of kinds) await fuzz(kind, Math.ceil(count / kinds.length))
process.exitCode = failures > 0 ? 1 : 0
