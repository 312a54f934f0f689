/** `useBackend` in Node, as a user sees it: in a process of its own, with nothing printed. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { getBackend, memory } from '@tensorflow/tfjs-core'
import { describeIf } from '@convlens/testing'
import { describe, expect, it } from 'vitest'
import { listBackends, useBackend } from './index.ts'
import type { BackendReport } from './index.ts'
import { useSwiftShader } from '@convlens/testing/swiftshader'

useSwiftShader()
const backends = await listBackends()
const missing = (name: string): string | undefined => {
  const found = backends.find((backend) => backend.name === name)
  return found?.available === true ? undefined : found?.reason
}

/** Sets a backend in a fresh process: its report, and everything that was printed besides. */
async function inProcess(name: string): Promise<{ report: BackendReport; printed: string }> {
  const program = `
    import { useBackend } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
    const report = await useBackend(${JSON.stringify(name)})
    process.stdout.write('REPORT' + JSON.stringify(report))`
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@convlens/source', '--import', 'tsx', '--input-type=module', '-e', program],
    { cwd: import.meta.dirname },
  )
  const [before, report] = stdout.split('REPORT')
  return { report: JSON.parse(report!) as BackendReport, printed: before! + stderr }
}

describe('listBackends', () => {
  it('lists the native backend first and loads nothing', () => {
    expect(backends.map(({ name }) => name)).toEqual(['tensorflow', 'webgpu', 'wasm', 'cpu'])
    expect(backends.every(({ reason }) => reason.length > 0)).toBe(true)
  })
})

for (const name of ['cpu', 'wasm', 'webgpu', 'tensorflow'] as const) {
  describeIf(name, missing(name), `useBackend('${name}')`, () => {
    it('reports what it set and prints nothing', async () => {
      const { report, printed } = await inProcess(name)
      expect(printed).toBe('')
      expect(report).toMatchObject({ name, passedOver: [] })
      expect(report.version).toMatch(/^4\.\d+\.\d+/)
      expect(report.reason).toMatch(new RegExp(`^${name}: asked for by name; .+\\.$`))
      if (name === 'webgpu') expect(report.device).toBeTruthy()
      else expect(report.threads).toBeGreaterThan(0)
    })

    it('sets it here and leaves no tensor', async () => {
      await useBackend(name)
      expect(getBackend()).toBe(name)
      expect(memory().numTensors).toBe(0)
    })
  })
}

describe("useBackend('auto')", () => {
  it('takes the fastest that is there and explains why', async () => {
    const { report, printed } = await inProcess('auto')
    expect(printed).toBe('')
    if (missing('tensorflow') === undefined) expect(report).toMatchObject({ name: 'tensorflow', passedOver: [] })
    else {
      expect(['webgpu', 'wasm']).toContain(report.name)
      expect(report.passedOver[0]).toEqual({ name: 'tensorflow', reason: missing('tensorflow') })
    }
  })
})

it('refuses backends of the browser and unknown names', async () => {
  await expect(useBackend('webgl')).rejects.toThrow(
    "backend: 'webgl' is a backend of the browser; here are auto, tensorflow, webgpu, wasm, cpu",
  )
  await expect(useBackend('cuda' as 'cpu')).rejects.toThrow(
    "backend: got 'cuda', expected one of auto, tensorflow, webgpu, wasm, cpu",
  )
})
