/** The picture files that all loaders read. */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, extname, join, resolve } from 'node:path'
import { fromManifest } from '@convlens/data/node'
import type { LoadingJob, PictureFile } from '../job.ts'
import { evenly } from './evenly.ts'

/** What everyone reads. */
const endings = new Set(['.png', '.jpg', '.jpeg'])

/** How many of the pictures are looked at. */
const looked = 8

export type PictureFiles = Pick<LoadingJob, 'manifest' | 'files' | 'plain'>

/**
 * Picks pictures of a manifest and lists them in a folder.
 *
 * @param count how many, from everywhere in the list
 * @throws Error where the manifest has fewer PNG and JPEG files
 */
export async function pickFiles(manifest: string, count: number, folder: string): Promise<PictureFiles> {
  const { samples, labels } = await fromManifest(manifest)
  const usable = samples.filter(({ id }) => endings.has(extname(id).toLowerCase()))
  if (usable.length < count) {
    throw new Error(`${manifest} lists ${usable.length} files in PNG or JPEG, expected ${count} (--pictures) or more`)
  }
  const root = dirname(resolve(manifest))
  const picked = evenly(usable, count).map(({ id, label }): PictureFile => ({
    id,
    path: join(root, id),
    label: labels.indexOf(label),
  }))
  const files = join(await mkdtemp(join(folder, 'files-')), 'files.json')
  await writeFile(files, JSON.stringify(picked))
  return { manifest: resolve(manifest), files, plain: evenly(picked, Math.min(looked, count)).map(({ id }) => id) }
}
