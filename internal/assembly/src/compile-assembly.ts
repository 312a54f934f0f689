/** AssemblyScript to WebAssembly with SIMD, embedded as text. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { main } from 'assemblyscript/asc'

/**
 * The source text of a module that holds the compiled `index.ts` of a folder as `BINARY`. The same sources give the same text.
 *
 * @throws Error with the compiler's messages, warnings included
 */
export async function compileAssembly(folder: string): Promise<string> {
  let binary: Uint8Array | undefined
  let messages = ''
  const { error } = await main(
    [
      'index.ts',
      '--outFile=kernels.wasm',
      '-O3',
      '--runtime=stub',
      '--noAssert',
      '--importMemory',
      '--initialMemory=1',
      '--maximumMemory=65536',
      '--enable=simd',
    ],
    {
      readFile: async (name) => readFile(join(folder, name), 'utf8').catch(() => null),
      writeFile: (_name, contents) => {
        binary = contents as Uint8Array
      },
      listFiles: () => [],
      stderr: { write: (text) => ((messages += String(text)), true) },
    },
  )
  if (error !== null || binary === undefined || messages !== '') throw new Error(messages, { cause: error })
  return `/** Made from \`assembly/\` by \`pnpm kernels\`: WebAssembly with SIMD, in base64. */
export const BINARY: string =
  '${Buffer.from(binary).toString('base64')}'
`
}
