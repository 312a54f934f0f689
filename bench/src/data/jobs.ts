/** What the subjects are asked. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Turn } from '../comparison.ts'
import type { AugmentingJob, Effort, LoadingJob, PicturesFile } from '../job.ts'
import type { DataOptions } from '../options.ts'
import { writePictures } from '../pictures.ts'
import { type DrawnFormat, writeDrawnFiles } from './drawn-files.ts'
import { type PictureFiles, pickFiles } from './picture-files.ts'
import { type AugmentingTask, type LoadingTask, side } from './tasks.ts'

/** The epochs before are the warm-up. */
const loading: Effort = { warmUp: { steps: 0, seconds: 0 }, timed: { steps: 2, seconds: 2 } }

const augmenting: Effort = { warmUp: { steps: 1, seconds: 0.3 }, timed: { steps: 3, seconds: 0.5 } }

/** Makes each thing once, when it is first asked for. */
function once<K, V>(make: (key: K, folder: string) => Promise<V>): (key: K, folder: string) => Promise<V> {
  const made = new Map<K, Promise<V>>()
  return (key, folder) => {
    let value = made.get(key)
    if (value === undefined) made.set(key, (value = make(key, folder)))
    return value
  }
}

export function loadingJobs({
  pictures: count,
  size,
  format,
  batch,
}: DataOptions): (turn: Turn<LoadingTask>, folder: string) => Promise<LoadingJob> {
  const draw = once(async (_: 'all', folder): Promise<Map<DrawnFormat, string>> => {
    console.error(`drawing ${count} pictures of ${size} x ${size}`)
    const manifests = await writeDrawnFiles(folder, format, { count, size })
    return new Map(format.map((name, i) => [name, manifests[i]!]))
  })
  const files = once(async ({ from }: LoadingTask, folder): Promise<PictureFiles> => {
    const manifest = 'manifest' in from ? from.manifest : (await draw('all', folder)).get(from.drawn)!
    return pickFiles(manifest, count, folder)
  })
  return async ({ subject: { variant }, task, threads }, folder) => ({
    variant,
    effort: loading,
    ...(await files(task, folder)),
    workers: threads,
    batch,
    size: side,
    plainFile: join(folder, 'plain.f32'),
    free: folder,
  })
}

export function augmentingJobs({
  augmentations,
}: DataOptions): (turn: Turn<AugmentingTask>, folder: string) => Promise<AugmentingJob> {
  const pictures = once(({ channels, pictures: count }: AugmentingTask, folder): Promise<PicturesFile> => {
    return writePictures(folder, count, {
      version: 1,
      width: side,
      height: side,
      channels,
      fit: 'stretch',
      scaling: 'unit',
    })
  })
  return async ({ subject: { variant }, task, threads }, folder) => {
    const fixed = join(folder, 'fixed')
    await mkdir(fixed, { recursive: true })
    return { variant, threads, effort: augmenting, ...(await pictures(task, folder)), augmentations, fixed }
  }
}
