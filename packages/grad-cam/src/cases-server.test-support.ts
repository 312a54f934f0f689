/** Serves the page of the cases. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { servePage } from '@convlens/testing/page-server'
import type { PageServer } from '@convlens/testing/page-server'

const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')

/** The page, our backends as a script of their own, and the binaries of wasm. */
export function serveCases(): Promise<PageServer> {
  return servePage({
    script: join(import.meta.dirname, 'cases-page.test-support.ts'),
    entries: { backend: '@convlens/backend/browser' },
    folders: { '/wasm/': join(dirname(wasmPackage), 'dist') },
  })
}
