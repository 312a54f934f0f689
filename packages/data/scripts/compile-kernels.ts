/** Compiles `assembly/` with AssemblyScript: the source text of `src/augment/kernels/binary.ts`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { main } from 'assemblyscript/asc'

const folder = join(import.meta.dirname, '..', 'assembly')

/** The contents of `src/augment/kernels/binary.ts`. @throws Error with the compiler's messages, warnings included */
export async function compileKernels(): Promise<string> {
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
