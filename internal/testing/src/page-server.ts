/** A page for browser tests: its script built as an application's are, so that nothing of Node is there, and served on this machine alone. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, dirname, extname, join } from 'node:path'
import { build, defaultClientConditions } from 'vite'
import type { Rolldown } from 'vite'

type Headers = Record<string, string>

/** What is served. */
export interface PageOptions {
  /** Path of the page's script. */
  script: string
  /** Further scripts by name, found as from `script`; they keep their exports. */
  entries?: Record<string, string>
  /** Paths at which the page stands, and their headers. Default: `/`. */
  pages?: Record<string, Headers>
  /** Headers of everything but pages. */
  headers?: Headers
  /** Folders of files by the paths they are served under, such as `/wasm/`. */
  folders?: Record<string, string>
}

/** A server at work. */
export interface PageServer {
  /** Such as `http://127.0.0.1:40123`. */
  origin: string
  close(): void
}

/** Builds the page and serves it on a free port. */
export async function servePage(options: PageOptions): Promise<PageServer> {
  const { pages = { '/': {} }, headers = {}, folders = {} } = options
  const files = await bundle(options)
  const server = createServer(async ({ url = '/' }, response) => {
    const send = (type: string, body: string | Uint8Array, own: Headers = headers): void => {
      response.writeHead(200, { 'Content-Type': type, ...own }).end(body)
    }
    const file = files.get(url)
    const folder = Object.keys(folders).find((path) => url.startsWith(path))
    if (file !== undefined) send('text/javascript', file)
    else if (pages[url] !== undefined) send('text/html', html, pages[url])
    else if (folder !== undefined) {
      const type = extname(url) === '.wasm' ? 'application/wasm' : 'application/octet-stream'
      send(type, await readFile(join(folders[folder]!, basename(url))))
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => void server.close() }
}

const html = '<!doctype html><title>Test</title><script type="module" src="/page.js"></script>'

/** The built scripts by their paths, those of workers too. */
async function bundle({ script, entries }: PageOptions): Promise<Map<string, string | Uint8Array>> {
  const { output } = (await build({
    configFile: false,
    root: dirname(script),
    logLevel: 'error',
    resolve: { conditions: ['@convlens/source', ...defaultClientConditions] },
    worker: { format: 'es' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: { page: script, ...entries },
        preserveEntrySignatures: 'exports-only',
        output: { entryFileNames: '[name].js' },
      },
    },
  })) as Rolldown.RolldownOutput
  return new Map(output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]))
}
