/** The order of choice, with candidates that are not there. */
import { memory, registerBackend, removeBackend } from '@tensorflow/tfjs-core'
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/backend_cpu'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Unavailable } from './candidate.ts'
import type { Candidate } from './candidate.ts'
import { choose } from './choose.ts'
import { cpu } from './cpu.ts'
import { BackendError } from './report.ts'

const absent: Candidate = {
  name: 'webgpu',
  async load() {
    throw new Unavailable('no adapter', 'Get one.')
  },
  facts: () => ({ version: '', merit: '' }),
}
/** Registers a backend that has no kernels. */
const hollow: Candidate = { name: 'webgl', async load() {}, facts: () => ({ version: '', merit: '' }) }
const foreign: Candidate = { name: 'tensorflow', async load() {}, facts: () => ({ version: '', merit: '' }) }

beforeAll(() => {
  registerBackend('webgl', () => new MathBackendCPU(), 0)
})
afterAll(() => {
  removeBackend('webgl')
})

describe('choose', () => {
  it('takes the first that works and says why it passed over the others', async () => {
    const report = await choose('auto', [absent, foreign, hollow, cpu], {})
    expect(report).toMatchObject({ name: 'cpu', threads: 1 })
    expect(report.reason).toBe(
      'cpu: the fastest that works here; plain JavaScript, for reference: too slow to train on pictures.',
    )
    expect(report.passedOver).toEqual([
      { name: 'webgpu', reason: 'no adapter' },
      { name: 'tensorflow', reason: 'its package registered itself with another copy of @tensorflow/tfjs-core' },
      { name: 'webgl', reason: expect.stringMatching(/^a training step failed: /) },
    ])
    expect(memory().numTensors).toBe(0)
  })

  it('refuses a named backend with the reason and the remedy', async () => {
    await expect(choose('webgpu', [absent, cpu], {})).rejects.toThrow(
      "backend: 'webgpu' cannot be used: no adapter. Get one.",
    )
    await expect(choose('webgpu', [absent, cpu], {})).rejects.toMatchObject({ code: 'missing', backend: 'webgpu' })
  })

  it('tells an unknown name from one of another runtime', async () => {
    await expect(choose('cuda', [absent, cpu], {})).rejects.toThrow(
      "backend: got 'cuda', expected one of auto, webgpu, cpu",
    )
    const elsewhere = { tensorflow: 'is a backend of Node' }
    await expect(choose('tensorflow', [absent, cpu], elsewhere)).rejects.toThrow(
      "backend: 'tensorflow' is a backend of Node; here are auto, webgpu, cpu",
    )
    await expect(choose('cuda', [cpu], {})).rejects.toBeInstanceOf(BackendError)
  })

  it('fails with every reason where nothing works', async () => {
    await expect(choose('auto', [absent], {})).rejects.toThrow('backend: none works here (webgpu: no adapter)')
  })
})
