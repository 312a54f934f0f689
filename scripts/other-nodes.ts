/** `pnpm other-nodes`: installs the Node versions that are tested beside the one in use, from the npm package `node`. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { OTHER_NODES, otherNode } from '../internal/testing/src/other-node.ts'

for (const major of OTHER_NODES) {
  const { folder, missing } = otherNode(major)
  if (missing === undefined) continue
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "private": true }\n')
  // its install script fetches the package of this platform, from the same registry
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--foreground-scripts', `node@${major}`]
  execFileSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' })
}
