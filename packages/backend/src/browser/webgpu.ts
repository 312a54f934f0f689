/** WebGPU: asked for an adapter first, since the backend starts without one and fails later. */
import { version_core } from '@tensorflow/tfjs-core'
import { Unavailable } from '../select/candidate.ts'
import type { Candidate } from '../select/candidate.ts'
import { SIMULATED, adapterName, isSoftware } from '../select/graphics-adapter.ts'
import type { GraphicsAdapter } from '../select/graphics-adapter.ts'

let device = ''

async function findAdapter(): Promise<GraphicsAdapter> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<GraphicsAdapter | null> } }
  if (gpu === undefined)
    throw new Unavailable('this browser has no WebGPU', 'It needs a recent browser and a page on https or localhost.')
  const adapter = await gpu.requestAdapter()
  if (adapter === null) throw new Unavailable('the browser has WebGPU but no graphics adapter for it')
  return adapter
}

export const webgpu: Candidate = {
  name: 'webgpu',
  async load(explicit) {
    const adapter = await findAdapter()
    if (!explicit && isSoftware(adapter)) throw new Unavailable(SIMULATED)
    device = adapterName(adapter)
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
