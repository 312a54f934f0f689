/** Somebody else's project: the packed tarball of grad-cam, and besides it only what its users install. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { extract } from 'tar'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const source = join(root, 'packages/grad-cam')
const tools = join(root, 'node_modules')

/** The peers, and a backend to compute on. */
const installed = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-backend-cpu']

export interface EmptyProject {
  folder: string
  /** Runs a program of the project in plain Node; throws what it printed where it fails. */
  node(program: string): Promise<{ stdout: string; stderr: string }>
  /** Compiles with a tsconfig of the project; the errors, one a line, tfjs' own left out. */
  compile(config: string): Promise<string[]>
  /** Has Vite build the page in a folder; the built folder. */
  buildPage(page: string): Promise<string>
  remove(): Promise<void>
}

/** Builds and packs the package, unpacks it into a copy of `project/`, and links what is installed besides. */
export async function emptyProject(): Promise<EmptyProject> {
  const folder = await mkdtemp(join(tmpdir(), 'grad-cam-consumer-'))
  await cp(join(import.meta.dirname, 'project'), folder, { recursive: true })
  const target = join(folder, 'node_modules/@convlens/grad-cam')
  await mkdir(target, { recursive: true })
  await extract({ file: await pack(folder), cwd: target, strip: 1 })
  for (const name of installed) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(source, 'node_modules', name), link)
  }

  /** As a user would run it: vitest's own environment stays out. */
  const node = (program: string, ...parameters: string[]): Promise<{ stdout: string; stderr: string }> =>
    run(process.execPath, [program, ...parameters], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production' },
    }).catch((error: Error & { stdout: string; stderr: string }) => {
      throw Object.assign(new Error(`${program} fails:\n${error.stdout}${error.stderr}`), { stdout: error.stdout })
    })

  return {
    folder,
    node: (program) => node(program),
    async compile(config) {
      const { stdout } = await node(join(tools, 'typescript/bin/tsc'), '-p', config).catch(
        (error: Error & { stdout?: string }) => {
          if (error.stdout?.includes('error TS')) return { stdout: error.stdout }
          throw error
        },
      )
      // tfjs 4.22 fails without skipLibCheck: `Long` is not declared, and LayersModel implements InferenceModel wrongly.
      return stdout
        .split('\n')
        .filter((line) => line.includes('error TS') && !/@tensorflow\/tfjs-(core|layers)\/dist\//.test(line))
    },
    async buildPage(page) {
      const built = join(folder, 'built-pages', page)
      await node(join(tools, 'vite/bin/vite.js'), 'build', page, '--outDir', built, '--emptyOutDir')
      return built
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/**
 * Packs a copy, built from the sources: other tests may build the package itself at the same time. Without development
 * dependencies the copy needs no workspace around it; users never see them.
 */
async function pack(destination: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'grad-cam-packed-'))
  const { devDependencies: _, ...manifest } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as {
    devDependencies: unknown
    version: string
  }
  await writeFile(join(copy, 'package.json'), JSON.stringify(manifest))
  await cp(join(source, 'README.md'), join(copy, 'README.md'))
  await run(process.execPath, [join(tools, 'tsup/dist/cli-default.js'), '--out-dir', join(copy, 'dist')], {
    cwd: source,
  })
  await run('npx', ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', destination], { cwd: copy })
  await rm(copy, { recursive: true })
  return join(destination, `convlens-grad-cam-${manifest.version}.tgz`)
}
