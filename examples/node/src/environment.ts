/** Where and with what a run was made: enough to repeat it. */
import { createRequire } from 'node:module'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { BackendReport } from '@convlens/backend/node'

const require = createRequire(import.meta.url)

const packages = [
  '@convlens/backend',
  '@convlens/data',
  '@convlens/grad-cam',
  '@convlens/metrics',
  '@convlens/model',
  '@convlens/report',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
]

export interface Environment {
  node: string
  platform: string
  processor: string
  memoryGiB: number
  backend: BackendReport
  packages: Record<string, string>
}

export function describeEnvironment(backend: BackendReport): Environment {
  const processors = cpus()
  return {
    node: process.version,
    platform: `${platform()} ${release()} ${arch()}`,
    processor: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    backend,
    packages: Object.fromEntries(packages.map((name) => [name, require(`${name}/package.json`).version as string])),
  }
}
