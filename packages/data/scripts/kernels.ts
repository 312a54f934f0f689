/** `pnpm kernels`: compiles the wasm kernels into the source tree. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileAssembly } from '@convlens/assembly'

const root = join(import.meta.dirname, '..')
await writeFile(join(root, 'src', 'kernels', 'binary.ts'), await compileAssembly(join(root, 'assembly')))
