/** The native backend: tfjs-node on libtensorflow. */
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import util from 'node:util'
import { isMainThread } from 'node:worker_threads'
import { backend } from '@tensorflow/tfjs-core'
import { Unavailable } from '../select/candidate.ts'
import type { Candidate } from '../select/candidate.ts'
import { truncatedLibrary } from './truncated-library.ts'
import { registerTensorflowKernels } from './tensorflow-kernels.ts'

const remedy =
  'Run `npm rebuild @tensorflow/tfjs-node`, or `pnpm native` in a checkout of convlens, which also works where its download host is blocked.'

/** Why the native backend cannot be loaded here, as far as can be told without loading it. */
export function missingTensorflow(): Unavailable | undefined {
  if (!isMainThread) return new Unavailable('tfjs-node does not work in worker threads', 'Use a process of its own.')
  let folder: string
  try {
    folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'))
  } catch {
    return new Unavailable(
      '@tensorflow/tfjs-node is not installed',
      'Install it: `npm install @tensorflow/tfjs-node@4.22.0`.',
    )
  }
  const lib = join(folder, 'lib')
  const built = existsSync(lib) && readdirSync(lib).some((name) => existsSync(join(lib, name, 'tfjs_binding.node')))
  if (!built) return new Unavailable('@tensorflow/tfjs-node is installed without its native addon', remedy)
  const broken = truncatedLibrary(join(folder, 'deps', 'lib'))
  return broken === undefined
    ? undefined
    : new Unavailable(`@tensorflow/tfjs-node is broken: its library ${broken} is cut short`, remedy)
}

/** tfjs-node 4.22 calls two functions that Node 22 warns of and Node 23 removed (tfjs issue 8609). */
function repairUtil(): void {
  const old = util as unknown as Record<string, unknown>
  old['isNullOrUndefined'] = (value: unknown) => value === null || value === undefined
  old['isArray'] = Array.isArray
}

interface NodeBackend {
  binding: { TF_Version: string }
  isGPUDevice: boolean
}

let version = ''

export const tensorflow: Candidate = {
  name: 'tensorflow',
  async load() {
    const missing = missingTensorflow()
    if (missing !== undefined) throw missing
    repairUtil()
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
    try {
      const loaded = await import('@tensorflow/tfjs-node')
      version = loaded.version['tfjs-node']
      registerTensorflowKernels()
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error)
      throw new Unavailable(`tfjs-node does not load: ${reason}`, remedy, { cause: error })
    }
  },
  facts() {
    const { binding, isGPUDevice } = backend() as unknown as NodeBackend
    return {
      version: `${version} (TensorFlow ${binding.TF_Version})`,
      threads: availableParallelism(),
      device: isGPUDevice ? 'GPU' : (cpus()[0]?.model.trim() ?? 'CPU'),
      merit: `native TensorFlow ${binding.TF_Version} on ${isGPUDevice ? 'the GPU' : `${availableParallelism()} threads`}`,
    }
  },
}
