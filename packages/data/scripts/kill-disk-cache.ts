/** Kills a process that fills a disk cache again and again, and looks for wrong pictures: `node --import tsx scripts/kill-disk-cache.ts [runs]`. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { killRuns } from '../src/node/loader/fill-cache.test-support.ts'

const runs = Number(process.argv[2] ?? 50)
const dir = await mkdtemp(join(tmpdir(), 'convlens-kill-'))
const found = await killRuns(dir, runs, 3000, 7, ({ whole, wrong, damaged, unfinished }) => {
  process.stdout.write(`${whole} whole, ${wrong} wrong, ${damaged} damaged, ${unfinished} unfinished\n`)
})
const wrong = found.reduce((sum, run) => sum + run.wrong + run.damaged, 0)
process.stdout.write(
  `${runs} kills, ${found.at(-1)?.whole} pictures kept in the end, ${found.at(-1)?.unfinished} files left unfinished, ${wrong} wrong or damaged\n`,
)
await rm(dir, { recursive: true })
if (wrong > 0) process.exitCode = 1
