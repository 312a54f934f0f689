/** What the package exports: a change here is a change for users. */
import { expect, it } from 'vitest'

it('exports these names', async () => {
  expect({
    '.': Object.keys(await import('./index.ts')).sort(),
    './node': Object.keys(await import('./node/index.ts')).sort(),
    './browser': Object.keys(await import('./browser/index.ts')).sort(),
    './testing': Object.keys(await import('./testing/index.ts')).sort(),
  }).toMatchInlineSnapshot(`
    {
      ".": [
        "BACKEND_NAMES",
        "BackendError",
        "registerWasmTrainingKernels",
      ],
      "./browser": [
        "BackendError",
        "useBackend",
      ],
      "./node": [
        "BackendError",
        "listBackends",
        "useBackend",
      ],
      "./testing": [
        "backendContract",
      ],
    }
  `)
})
