/** WebGPU: asked for an adapter first, since the backend starts without one and fails later. */
import { version_core } from '@tensorflow/tfjs-core'
import { Unavailable } from '../select/candidate.ts'
import type { Candidate } from '../select/candidate.ts'

interface Adapter {
  isFallbackAdapter?: boolean
  info?: { vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean }
}

let device = ''

async function findAdapter(): Promise<Adapter> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<Adapter | null> } }
  if (gpu === undefined)
    throw new Unavailable('this browser has no WebGPU', 'It needs a recent browser and a page on https or localhost.')
  const adapter = await gpu.requestAdapter()
  if (adapter === null) throw new Unavailable('the browser has WebGPU but no graphics adapter for it')
  return adapter
}

/** SwiftShader and its like: correct, but slower than wasm. */
export function isSoftware(adapter: Adapter): boolean {
  const { vendor = '', architecture = '', description = '', isFallbackAdapter = false } = adapter.info ?? {}
  return (
    adapter.isFallbackAdapter === true ||
    isFallbackAdapter ||
    /swiftshader|llvmpipe|software/i.test(`${vendor} ${architecture} ${description}`)
  )
}

export const webgpu: Candidate = {
  name: 'webgpu',
  async load(explicit) {
    const adapter = await findAdapter()
    if (!explicit && isSoftware(adapter))
      throw new Unavailable('its graphics adapter is simulated in software, slower than wasm')
    const { vendor = '', architecture = '', description = '' } = adapter.info ?? {}
    device = description || [vendor, architecture].filter(Boolean).join(' ') || 'graphics adapter'
    try {
      await import('@tensorflow/tfjs-backend-webgpu')
    } catch (error) {
      throw new Unavailable(
        '@tensorflow/tfjs-backend-webgpu is not part of this page',
        'Install it beside @convlens/backend.',
        { cause: error },
      )
    }
  },
  facts: () => ({ version: version_core, device, merit: `WebGPU on ${device}` }),
}
