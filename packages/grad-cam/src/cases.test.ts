/** The ten cases on every backend of Node. */
import { describeIf } from '@convlens/testing'
import { beforeAll, it } from 'vitest'
import { activate, backends } from './backends.test-support.ts'
import { cases } from './cases.test-support.ts'

for (const { name, missing } of backends) {
  describeIf(name, missing, `the ten cases on ${name}`, () => {
    beforeAll(() => activate(name))

    for (const each of cases) it(each.name, () => each.run(name))
  })
}
