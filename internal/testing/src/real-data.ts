/** The real X-rays, which are not part of the repository: their licences forbid it. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** Folder of the real X-rays (`CONVLENS_DATA`, by default `../shared/data` beside the checkout), and why it is missing if it is. */
export const realData: { folder: string; missing: string | undefined } = (() => {
  const folder = resolve(root, process.env['CONVLENS_DATA'] ?? '../shared/data')
  return {
    folder,
    missing: existsSync(resolve(folder, 'manifest.csv')) ? undefined : `there is no manifest.csv in ${folder}`,
  }
})()
