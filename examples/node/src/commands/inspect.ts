/** `covid-xray inspect`: what is in the pictures, and what is wrong with them, before anything is trained. */
import { formatInspection, inspect as look } from '@convlens/data'
import { openData } from '../data-source.ts'
import { json } from '../tables.ts'
import type { Progress, Terminal } from '../terminal.ts'

const titles = { read: 'reading pictures', compare: 'comparing pairs' }

export interface InspectOptions {
  data: string
  nearDuplicates: boolean
  strict: boolean
  json: boolean
}

/** @throws where `--strict` is given and a split leaks */
export async function inspect(options: InspectOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { dataset } = await openData(options.data, 0)
  // One bar at a time: a terminal shows one line.
  let bar: Progress | undefined
  let shown: string | undefined
  const found = await look(dataset, {
    ...(options.nearDuplicates ? {} : { nearDuplicates: false }),
    signal,
    onProgress({ stage, done, total }) {
      if (stage !== shown) {
        bar?.stop()
        bar = terminal.progress(titles[stage], total)
        shown = stage
      }
      bar!.update(done)
    },
  }).finally(() => bar?.stop())
  if (options.json) process.stdout.write(json(found))
  else terminal.line(formatInspection(found).trimEnd())
  const { length } = found.leaks
  if (options.strict && length > 0)
    throw new Error(`${length} ${length === 1 ? 'leak' : 'leaks'} from one split to another in ${options.data}`)
}
