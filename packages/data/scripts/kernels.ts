/** `pnpm kernels`: compiles the wasm kernels into the source tree. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileKernels } from './compile-kernels.ts'

await writeFile(join(import.meta.dirname, '..', 'src', 'augment', 'kernels', 'binary.ts'), await compileKernels())
