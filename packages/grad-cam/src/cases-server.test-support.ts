/** Builds the page of the cases and serves it. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'
import type { Rolldown } from 'vite'
import { build, defaultClientConditions } from 'vite'

const source = join(import.meta.dirname, 'cases-page.test-support.ts')
const wasmPackage = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')

/** The page's scripts, by their paths. */
async function bundle(): Promise<Map<string, string>> {
  const { output } = (await build({
    configFile: false,
    root: join(import.meta.dirname, '..'),
    logLevel: 'error',
    resolve: { conditions: ['@convlens/source', ...defaultClientConditions] },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: { page: source, backend: '@convlens/backend/browser' },
        preserveEntrySignatures: 'exports-only',
        output: { entryFileNames: '[name].js' },
      },
    },
  })) as Rolldown.RolldownOutput
  return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])))
}

const html = '<!doctype html><title>Cases</title><script type="module" src="/page.js"></script>'

/** A server at work. */
export interface CasesServer {
  /** Address of the page. */
  address: string
  close(): void
}

/** Serves the page on a free port of this machine alone. */
export async function serveCases(): Promise<CasesServer> {
  const scripts = await bundle()
  const server = createServer(async ({ url = '/' }, response) => {
    const send = (type: string, body: string | Uint8Array): void => {
      response.writeHead(200, { 'Content-Type': type }).end(body)
    }
    const script = scripts.get(url)
    if (script !== undefined) send('text/javascript', script)
    else if (url === '/') send('text/html', html)
    else if (url.startsWith('/wasm/')) {
      send('application/wasm', await readFile(join(dirname(wasmPackage), 'dist', basename(url))))
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}/`, close: () => void server.close() }
}
