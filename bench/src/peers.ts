/** Finds out who is there. */
import { execFile } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { listBackends } from '@convlens/backend/node'
import { isBuilt } from './is-built.ts'
import { lastLine } from './last-line.ts'
import { quietPython } from './quiet-python.ts'
import type { PythonModule, Subject } from './subject.ts'

/** How a subject's program is started, or why it cannot be. */
export type Presence = { command: readonly string[]; version: string } | { missing: string }

const run = promisify(execFile)

/** A program in Node runs like this one: from the sources, through the same loader. */
const node = { command: [process.execPath, ...process.execArgv], version: `Node ${process.version}` }

/** The same with a package as it is published, which takes fresh `pnpm build`. */
async function findBuiltData(): Promise<Presence> {
  const flags = process.execArgv.filter((flag) => flag !== '--conditions=@convlens/source')
  if (await isBuilt(fileURLToPath(import.meta.resolve('@convlens/data/package.json'))))
    return { command: [process.execPath, ...flags], version: `${node.version}, @convlens/data as built` }
  return { ...node, version: `${node.version}, @convlens/data from its sources (\`pnpm build\` for the built one)` }
}

async function findTfjsNode(): Promise<Presence> {
  const native = (await listBackends()).find(({ name }) => name === 'tensorflow')!
  return native.available ? node : { missing: `${native.reason} (\`pnpm native\` builds it)` }
}

/** A simulated adapter is measured only where it is asked for: it takes minutes a step. */
async function findWebgpu(isAskedFor: boolean): Promise<Presence> {
  const { available, reason } = (await listBackends()).find(({ name }) => name === 'webgpu')!
  return available && (isAskedFor || !reason.endsWith('simulated in software')) ? node : { missing: reason }
}

/** The first Python that imports the module. */
async function findModule(
  { module, packages = [module] }: PythonModule,
  pythons: readonly string[],
): Promise<Presence> {
  const reasons: string[] = []
  for (const python of pythons) {
    const program = [
      `import ${module}, importlib.metadata, platform`,
      `print(*(f'{name} {importlib.metadata.version(name)}' for name in ${JSON.stringify(packages)}), sep=', ', end='')`,
      `print(' on Python', platform.python_version())`,
    ].join('\n')
    try {
      const { stdout } = await run(python, ['-c', program], { env: { ...process.env, ...quietPython } })
      return { command: [python], version: stdout.trim() }
    } catch (error) {
      const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string }
      reasons.push(code === 'ENOENT' ? `there is no ${python}` : lastLine(stderr ?? '') || String(error))
    }
  }
  return { missing: [...new Set(reasons)].join('; ') }
}

/**
 * By the subjects' ids.
 *
 * @param asked the subjects that the user named, if any
 */
export async function findPeers(
  subjects: readonly Subject[],
  pythons: readonly string[],
  asked: readonly string[] = [],
): Promise<Map<string, Presence>> {
  const modules = new Map<string, Presence>()
  const found = new Map<string, Presence>()
  for (const { id, needs, prefers } of subjects) {
    if (prefers === 'built-data') found.set(id, await findBuiltData())
    else if (needs === undefined) found.set(id, node)
    else if (needs === 'tfjs-node') found.set(id, await findTfjsNode())
    else if (needs === 'webgpu') found.set(id, await findWebgpu(asked.includes(id)))
    else {
      const { module } = needs
      if (!modules.has(module)) modules.set(module, await findModule(needs, pythons))
      found.set(id, modules.get(module)!)
    }
  }
  return found
}
