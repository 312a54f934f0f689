/** `covid-xray inspect`: what is in the pictures, and what is wrong with them, before anything is trained. */
import { formatInspection, inspect as look } from '@convlens/data'
import { openData } from '../data-source.ts'
import { json } from '../tables.ts'
import type { Terminal } from '../terminal.ts'

export interface InspectOptions {
  data: string
  nearDuplicates: boolean
  strict: boolean
  json: boolean
}

/** @throws where `--strict` is given and a split leaks */
export async function inspect(options: InspectOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { dataset } = await openData(options.data, 0)
  const bars = {
    read: terminal.progress('reading', dataset.samples.length),
    compare: terminal.progress('comparing', 100),
  }
  const found = await look(dataset, {
    ...(options.nearDuplicates ? {} : { nearDuplicates: false }),
    signal,
    onProgress({ stage, done, total }) {
      if (stage === 'read') bars.read.update(done)
      else bars.compare.update(Math.round((100 * done) / total))
    },
  }).finally(() => {
    bars.read.stop()
    bars.compare.stop()
  })
  if (options.json) process.stdout.write(json(found))
  else terminal.line(formatInspection(found).trimEnd())
  const { length } = found.leaks
  if (options.strict && length > 0)
    throw new Error(`${length} ${length === 1 ? 'leak' : 'leaks'} from one split to another in ${options.data}`)
}
