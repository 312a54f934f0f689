/** The backends that the tests run on. */
import { listBackends, useBackend } from '@convlens/backend/node'
import { useSwiftShader } from '@convlens/testing/swiftshader'

useSwiftShader()

const names = ['cpu', 'wasm', 'tensorflow', 'webgpu'] as const

/** A backend, and why it is missing if it is. */
export interface TestedBackend {
  name: (typeof names)[number]
  missing: string | undefined
}

const listed = await listBackends()

/** All of them. */
export const backends: TestedBackend[] = names.map((name) => {
  const found = listed.find((backend) => backend.name === name)
  return { name, missing: found?.available === true ? undefined : (found?.reason ?? 'it is not listed') }
})

/** Makes `name` the backend. */
export async function activate(name: TestedBackend['name']): Promise<void> {
  await useBackend(name)
}
