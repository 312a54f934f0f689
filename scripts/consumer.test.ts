/** The README's snippets, run by someone who has only the tarballs: packed, unpacked into an empty project, plain Node. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { extract } from 'tar'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const shown = join(root, 'packages')
let project: string

/** The packages a snippet may import besides ours, found where one of our packages has them. */
const peers: Record<string, string> = {
  '@tensorflow/tfjs-core': 'packages/model',
  '@tensorflow/tfjs-layers': 'packages/model',
}

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'convlens-consumer-'))
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }')
  const pnpm = ['-y', 'pnpm@12.21.0']
  await run('npx', [...pnpm, 'build'], { cwd: root, maxBuffer: 1 << 26 })
  for (const name of await readdir(shown)) {
    const target = join(project, 'node_modules', '@convlens', name)
    await mkdir(target, { recursive: true })
    await run('npx', [...pnpm, 'pack', '--pack-destination', project], { cwd: join(shown, name) })
    const manifest = JSON.parse(await readFile(join(shown, name, 'package.json'), 'utf8')) as { version: string }
    await extract({ file: join(project, `convlens-${name}-${manifest.version}.tgz`), cwd: target, strip: 1 })
    await linkDependencies(target, join(shown, name))
  }
  for (const [name, at] of Object.entries(peers))
    await link(join(root, at, 'node_modules', name), join(project, 'node_modules', name))
}, 600_000)

afterAll(() => rm(project, { recursive: true, force: true }))

/** What npm would install beside a package: its dependencies as the packed manifest names them. */
async function linkDependencies(target: string, source: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(target, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string> | undefined
  >
  for (const [name, range] of Object.entries({ ...manifest['dependencies'], ...manifest['peerDependencies'] })) {
    expect(range, `${name} in ${source}`).not.toMatch(/^(workspace|catalog):/)
    await link(join(source, 'node_modules', name), join(target, 'node_modules', name)).catch(() => undefined)
  }
}

async function link(from: string, to: string): Promise<void> {
  await mkdir(resolve(to, '..'), { recursive: true })
  await symlink(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/** Fenced blocks marked `js` of a Markdown text: each a program of its own. */
function snippets(markdown: string): string[] {
  return [...markdown.matchAll(/^```js\n(.*?)^```$/gms)].map((match) => match[1]!)
}

it("the README's snippets run with the packed packages alone", async () => {
  const programs = snippets(await readFile(join(root, 'README.md'), 'utf8'))
  expect(programs).toHaveLength(2)
  for (const [i, program] of programs.entries()) {
    const file = join(project, `snippet-${i + 1}.mjs`)
    await writeFile(file, program)
    const { stderr } = await run(process.execPath, [file], { cwd: project }).catch(
      (error: Error & { stderr: string }) => {
        throw new Error(`snippet ${i + 1} fails:\n${program}\n${error.stderr}`)
      },
    )
    expect(stderr, `snippet ${i + 1}`).toBe('')
  }
  expect(await readdir(join(project, 'classifier'))).toEqual(['classifier.json', 'model.json', 'weights.bin'])
}, 300_000)

it('the packed packages carry no source condition, so a release needs no TypeScript', async () => {
  for (const name of await readdir(shown)) {
    const manifest = await readFile(join(project, 'node_modules', '@convlens', name, 'package.json'), 'utf8')
    expect(manifest).not.toContain('@convlens/source')
  }
})
