/** Serves the page of the contract. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { servePage } from '@convlens/testing/page-server'

const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')

/** Only with these does a browser let threads share memory. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

export interface ContractServer {
  /** Address of the page, isolated from other origins. */
  isolated: string
  /** The same page without the headers. */
  plain: string
  close(): void
}

export async function serveContract(): Promise<ContractServer> {
  const { origin, close } = await servePage({
    script: join(import.meta.dirname, 'contract-page.test-support.ts'),
    pages: { '/isolated': isolation, '/plain': {} },
    headers: isolation,
    folders: { '/wasm/': join(dirname(wasmPackage), 'dist') },
  })
  return { isolated: `${origin}/isolated`, plain: `${origin}/plain`, close }
}
