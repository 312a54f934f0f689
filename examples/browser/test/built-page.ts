/** The page as users get it: built, and served from a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build, preview } from 'vite'

export interface BuiltPage {
  url: string
  close(): Promise<void>
}

export async function servePage(): Promise<BuiltPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'covid-xray-page-'))
  const shared = {
    configFile: resolve(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    mode: 'production',
  } as const
  // Vitest says `test` here, which Vite would take for a development build.
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  await build({ ...shared, build: { outDir, emptyOutDir: true } })
  process.env['NODE_ENV'] = before
  const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('the preview server has no address')
  return {
    url,
    async close() {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
