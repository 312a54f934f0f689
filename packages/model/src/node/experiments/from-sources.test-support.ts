/** Node's options that let another process run our TypeScript sources. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

export const fromSources: string[] = [
  '--conditions=@convlens/source',
  '--import',
  pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href,
]
