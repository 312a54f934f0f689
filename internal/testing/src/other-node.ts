/** Other versions of Node, which `pnpm other-nodes` installs. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Major versions that are tested beside the one in use. */
export const OTHER_NODES = [22, 24] as const

const root = resolve(import.meta.dirname, '../../..')

/** Where a version is: its folder, its program, and why it is missing if it is. */
export function otherNode(major: number): { folder: string; program: string; missing: string | undefined } {
  const folder = join(root, 'node_modules', '.cache', `node-${major}`)
  const program = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return { folder, program, missing: existsSync(program) ? undefined : `there is no ${program} (pnpm other-nodes)` }
}
