/** WebGPU in Node: TensorFlow.js on Dawn, the npm package `webgpu`. */
import { createRequire } from 'node:module'
import { findBackendFactory, registerBackend, version_core } from '@tensorflow/tfjs-core'
import type { KernelBackend } from '@tensorflow/tfjs-core'
import { Unavailable } from '../select/candidate.ts'
import type { Candidate } from '../select/candidate.ts'
import { SIMULATED, adapterName, isSoftware } from '../select/graphics-adapter.ts'
import { findAdapter } from './graphics-adapter.ts'

/** What TensorFlow.js asks a device for where it makes one itself, in the browser. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const

let device = ''
/** Dawn runs as long as this is reachable. */
let dawn: GPU | undefined

/** TensorFlow.js constructs its backend only where there is `navigator.gpu`, and never asks again; Node 20 has no `navigator`. */
function withNavigator<T>(gpu: GPU, construct: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true })
  try {
    return construct()
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator')
    else Object.defineProperty(globalThis, 'navigator', before)
  }
}

async function makeBackend(): Promise<KernelBackend> {
  const { create, globals } = await import('webgpu')
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu')
  Object.assign(globalThis, globals)
  dawn ??= create([])
  const adapter = await dawn.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) throw new Error('the graphics adapter is gone')
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]))
  const requiredFeatures = (['timestamp-query'] as const).filter((name) => adapter.features.has(name))
  const graphics = await adapter.requestDevice({ requiredLimits, requiredFeatures })
  return withNavigator(dawn, () => new WebGPUBackend(graphics, adapter.info))
}

function packageVersion(): string {
  return (createRequire(import.meta.url)('webgpu/package.json') as { version: string }).version
}

export const webgpu: Candidate = {
  name: 'webgpu',
  async load(explicit) {
    const adapter = await findAdapter()
    if (!explicit && isSoftware(adapter)) throw new Unavailable(SIMULATED)
    device = adapterName(adapter)
    if (findBackendFactory('webgpu')) return
    try {
      const backend = await makeBackend()
      registerBackend('webgpu', () => backend)
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error)
      throw new Unavailable(`WebGPU does not start: ${reason}`, undefined, { cause: error })
    }
  },
  facts: () => ({ version: `${version_core} (webgpu ${packageVersion()})`, device, merit: `WebGPU on ${device}` }),
}

/** For a list of backends: whether it could be set, and what it would run on. */
export async function webgpuAvailability(): Promise<{ available: boolean; reason: string }> {
  try {
    const adapter = await findAdapter()
    const simulated = isSoftware(adapter) ? ', simulated in software' : ''
    return { available: true, reason: `the graphics adapter is ${adapterName(adapter)}${simulated}` }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    return { available: false, reason: error.message }
  }
}
