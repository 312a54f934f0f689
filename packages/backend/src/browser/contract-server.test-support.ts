/** Builds the page of the contract and serves it. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { build, defaultClientConditions } from 'vite'
import type { Rolldown } from 'vite'

const source = join(import.meta.dirname, 'contract-page.test-support.ts')
const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')

/** The page's scripts, by their paths. */
async function bundle(): Promise<Map<string, string>> {
  const { output } = (await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@convlens/source', ...defaultClientConditions] },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: { page: source }, output: { entryFileNames: '[name].js' } },
    },
  })) as Rolldown.RolldownOutput
  return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])))
}

/** Only with these does a browser let threads share memory. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }

const html = '<!doctype html><title>Contract</title><script type="module" src="/page.js"></script>'

export interface ContractServer {
  /** Address of the page, isolated from other origins. */
  isolated: string
  /** The same page without the headers. */
  plain: string
  close(): void
}

export async function serveContract(): Promise<ContractServer> {
  const scripts = await bundle()
  const server = createServer(async ({ url = '/' }, response) => {
    const send = (type: string, body: string | Uint8Array, headers: Record<string, string> = isolation): void => {
      response.writeHead(200, { 'Content-Type': type, ...headers }).end(body)
    }
    const script = scripts.get(url)
    if (script !== undefined) send('text/javascript', script)
    else if (url === '/isolated') send('text/html', html)
    else if (url === '/plain') send('text/html', html, {})
    else if (url.startsWith('/wasm/')) {
      send('application/wasm', await readFile(join(dirname(wasmPackage), 'dist', basename(url))))
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { isolated: `${origin}/isolated`, plain: `${origin}/plain`, close: () => void server.close() }
}
