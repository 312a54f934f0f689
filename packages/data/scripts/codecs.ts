/** The codecs whose WebAssembly is embedded, and how a CommonJS loader becomes a module. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

export interface Codec {
  name: string
  /** Paths of the binary, and of its loader where that is embedded, too. */
  wasm: string
  glue?: string
}

export const codecs: readonly Codec[] = [
  { name: 'mozjpeg', wasm: require.resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm') },
  { name: 'webp', wasm: require.resolve('@jsquash/webp/codec/dec/webp_dec.wasm') },
  {
    name: 'openjpeg',
    wasm: require.resolve('@cornerstonejs/codec-openjpeg/decodewasm'),
    glue: require.resolve('@cornerstonejs/codec-openjpeg/decodewasmjs'),
  },
]

/** The path within its package, and the package's name. */
export const moduleName = (path: string): string => path.replaceAll('\\', '/').split('/node_modules/').at(-1)!

/**
 * Emscripten's CommonJS loader as one expression without Node's built-ins: its way through `fs`, which no bundler for
 * browsers resolves, is cut, and the way of a browser is left. The caller hands it the compiled module.
 *
 * @throws {Error} where the loader is not of the form known: a new version needs a look
 */
export function esmGlue(source: string): string {
  const node = /var ENVIRONMENT_IS_NODE=typeof process=="object"[^;]*;/
  const start = /^\s*var \w+ = (?=\(\(\) => \{)/
  const end = /;?\s*if \(typeof exports === 'object'[\s\S]*$/
  for (const expected of [node, start, end])
    if (!expected.test(source)) throw new Error(`the loader has changed: there is no ${expected}`)
  const cut = source
    .replace(node, 'var ENVIRONMENT_IS_NODE=false;')
    .replaceAll(/require\("(?:fs|path)"\)/g, 'null')
    .replaceAll('__dirname', '""')
    .replaceAll('__filename', '""')
    .replace(start, '')
    .replace(end, '')
  if (/\brequire\(|new Function|\beval\(/.test(cut)) throw new Error('the loader calls require, Function or eval')
  return cut.trim()
}
