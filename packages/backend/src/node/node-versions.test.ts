/** Other versions of Node: import, choose, train. */
import { OTHER_NODES, describeIf, otherNode } from '@convlens/testing'
import { describe, expect, it } from 'vitest'
import { listBackends } from './index.ts'
import { runProgram } from './program.test-support.ts'

const backends = await listBackends()

const program = (name: string): string => `
  await useBackend('cpu')
  const { name } = await useBackend('${name}')
  const checks = backendContract(name).filter((check) => /training|network|memory/.test(check.name))
  for (const check of checks) await check.run()
  report({ name, node: process.versions.node.split('.')[0], checks: checks.length })`

for (const major of OTHER_NODES) {
  const { program: node, missing } = otherNode(major)
  describeIf(`node${major}`, missing, `Node ${major}`, () => {
    for (const name of ['wasm', 'tensorflow']) {
      const found = backends.find((each) => each.name === name)!
      describeIf(name, found.available ? undefined : found.reason, `with ${name}`, () => {
        it('trains and prints nothing', async () => {
          const { result, printed } = await runProgram(program(name), { node })
          expect(printed).toBe('')
          expect(result).toEqual({ name, node: String(major), checks: 5 })
        })
      })
    }
  })
}

describe('the list of other versions', () => {
  it('does not hold the one in use', () => {
    expect(OTHER_NODES.map(String)).not.toContain(process.versions.node.split('.')[0])
  })
})
