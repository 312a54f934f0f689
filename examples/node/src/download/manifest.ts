/** The manifest of a downloaded folder: the rows of the list whose pictures are there, for `--data`. */
import { randomBytes } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import type { ListedPicture } from './list.ts'

/** Writes `manifest.csv` at once, never half of it. Returns its path. */
export async function writeManifest(
  out: string,
  columns: readonly string[],
  pictures: readonly ListedPicture[],
): Promise<string> {
  const path = join(out, 'manifest.csv')
  const temporary = join(out, `.manifest.${process.pid}.${randomBytes(4).toString('hex')}.csv`)
  const text = stringify(
    pictures.map(({ row }) => columns.map((name) => row[name])),
    { header: true, columns: [...columns] },
  )
  try {
    await writeFile(temporary, text, { flush: true })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  return path
}
