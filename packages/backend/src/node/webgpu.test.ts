/** WebGPU in Node: what `auto` makes of a simulated card, machines without a card, and the end of the process. */
import { describeIf } from '@convlens/testing'
import { expect, it } from 'vitest'
import { choose } from '../select/choose.ts'
import { cpu } from '../select/cpu.ts'
import { SIMULATED } from '../select/graphics-adapter.ts'
import { runProgram } from './program.test-support.ts'
import { useSwiftShader } from '@convlens/testing/swiftshader'
import { webgpu, webgpuAvailability } from './webgpu.ts'

useSwiftShader()
const { available, reason } = await webgpuAvailability()
const notSimulated = available ? 'its graphics adapter is a real one' : reason
const simulated = reason.endsWith(', simulated in software') ? undefined : notSimulated

describeIf('webgpu', simulated, 'simulated webgpu', () => {
  it('is passed over by auto', async () => {
    const report = await choose('auto', [webgpu, cpu], {})
    expect(report).toMatchObject({ name: 'cpu', passedOver: [{ name: 'webgpu', reason: SIMULATED }] })
  })

  it('is taken by name, with its name and versions', async () => {
    const report = await choose('webgpu', [webgpu, cpu], {})
    expect(report).toMatchObject({ name: 'webgpu', passedOver: [], device: expect.stringMatching(/swiftshader/i) })
    expect(report.version).toMatch(/^4\.\d+\.\d+ \(webgpu \d+\.\d+\.\d+\)$/)
    expect(reason).toBe(`the graphics adapter is ${report.device}, simulated in software`)
  })
})

describeIf('webgpu', available ? undefined : reason, 'a process with webgpu', () => {
  it('leaves no navigator behind that was not there', async () => {
    const { result } = await runProgram(`
      const names = () => [typeof navigator, typeof navigator === 'object' && 'gpu' in navigator]
      const before = names()
      await useBackend('webgpu')
      report([before, names()])`)
    const [before, after] = result as [unknown, unknown]
    expect(after).toEqual(before)
  })

  it('can be ended in the middle of its work', async () => {
    const { result, printed } = await runProgram(`
      await useBackend('cpu')
      await useBackend('webgpu')
      const check = backendContract('webgpu').find(({ name }) => name === 'layer conv2d 3x3')
      void check.run()
      setTimeout(() => {
        report('ended')
        process.exit(0)
      }, 20)`)
    expect(result).toBe('ended')
    expect(printed).toBe('')
  })
})

const driverless = process.platform === 'linux' ? undefined : 'drivers can be hidden on Linux only'

describeIf('linux', driverless, 'without a graphics adapter', () => {
  it('says what webgpu needs and prints nothing', async () => {
    const program = `
      const { available, reason } = (await listBackends()).find(({ name }) => name === 'webgpu')
      const { code, message } = await useBackend('webgpu').catch((error) => error)
      report({ available, reason, code, message })`
    const env = { VK_ICD_FILENAMES: 'none', VK_DRIVER_FILES: 'none' }
    const { result, printed } = await runProgram(program, { env })
    expect(printed).toBe('')
    const missing = 'there is no graphics adapter for WebGPU'
    expect(result).toMatchObject({ available: false, reason: missing, code: 'missing' })
    expect((result as { message: string }).message).toMatch(`backend: 'webgpu' cannot be used: ${missing}. It needs a `)
  })
})
