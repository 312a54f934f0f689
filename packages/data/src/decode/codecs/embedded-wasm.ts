/** WebAssembly that lies in the source as text, so that no bundler, server or content policy has to find a second file. */
import { inflate } from '../inflate.ts'

export interface EmbeddedWasm {
  /** Bytes when unpacked. */
  size: number
  /** gzip in base64. */
  packed: string
}

/** What Emscripten's loaders take, as far as we use it. */
interface LoaderSettings {
  noInitialRun?: boolean
  print?: (message: string) => void
  printErr?: (message: string) => void
  instantiateWasm?: (
    imports: WebAssembly.Imports,
    done: (made: WebAssembly.Instance) => void,
  ) => WebAssembly.Exports | undefined
}

/** Loads a decoder: Emscripten's module with `HEAPU8` and what the codec exports. */
export type CreateDecoder = (settings: LoaderSettings) => Promise<object>

/** The bytes as the codec's authors published them. */
export function unpackWasm({ packed, size }: EmbeddedWasm): Promise<Uint8Array> {
  return inflate([Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))], size, 'gzip')
}
