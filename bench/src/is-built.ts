/** Whether a package is built from its sources as they are now. */
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** When the files in a folder and below were written, in milliseconds since 1970; none where it is missing. */
async function times(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  return Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).mtimeMs))
}

/** @param manifest the package's package.json, beside which are `src` and `dist` */
export async function isBuilt(manifest: string): Promise<boolean> {
  const folder = dirname(manifest)
  const [sources, built] = await Promise.all([times(join(folder, 'src')), times(join(folder, 'dist'))])
  return built.length > 0 && Math.min(...built) >= Math.max(...sources)
}
