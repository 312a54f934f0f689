/** Every backend of Node keeps the contract. */
import { getBackend } from '@tensorflow/tfjs-core'
import { describeIf } from '@convlens/testing'
import { beforeAll, expect, it } from 'vitest'
import { listBackends, useBackend } from './node/index.ts'
import { useSwiftShader } from '@convlens/testing/swiftshader'
import { backendContract } from './testing/index.ts'

useSwiftShader()
const backends = await listBackends()

const runs = [
  { name: 'cpu', threads: undefined },
  { name: 'wasm', threads: 1 },
  { name: 'wasm', threads: 2 },
  { name: 'webgpu', threads: undefined },
  { name: 'tensorflow', threads: undefined },
] as const

for (const { name, threads } of runs) {
  const found = backends.find((each) => each.name === name)
  const missing = found?.available === true ? undefined : (found?.reason ?? 'it is not listed')
  const title = `the ${name} backend${threads === undefined ? '' : ` on ${threads} threads`}`
  describeIf(name, missing, title, () => {
    beforeAll(async () => {
      await useBackend('cpu')
      const report = await useBackend(name, threads === undefined ? {} : { threads })
      expect(getBackend()).toBe(name)
      if (threads !== undefined) expect(report.threads).toBe(threads)
    })

    for (const check of backendContract(name)) it(check.name, () => check.run())
  })
}
