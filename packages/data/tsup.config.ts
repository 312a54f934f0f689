import { readFile } from 'node:fs/promises'

import { defineConfig } from 'tsup'

/** The scripts of the workers, beside the modules that start them; bundled, those are in their folder's `index.js`. */
const workers = ['src/node/loader/worker.ts', 'src/browser/workers/worker.ts']

export default defineConfig({
  entry: ['src/index.ts', 'src/node/index.ts', 'src/browser/index.ts', ...workers],
  format: 'esm',
  // Stays for who imports the package to resolve: Node's or the browser's build of pngjs.
  external: ['#png'],
  dts: true,
  clean: true,
  sourcemap: true,
  target: 'es2022',
  esbuildPlugins: [
    {
      name: 'worker-address',
      setup(build) {
        build.onLoad(
          { filter: /(node[\\/]loader[\\/]node|browser[\\/]workers[\\/]browser)-workers\.ts$/ },
          async ({ path }) => {
            const source = await readFile(path, 'utf8')
            const folder = path.endsWith('node-workers.ts') ? 'loader' : 'workers'
            const contents = source.replace("new URL('./worker.ts',", `new URL('./${folder}/worker.js',`)
            if (contents === source) throw new Error(`${path}: no address of a worker found`)
            return { contents, loader: 'ts' }
          },
        )
      },
    },
  ],
})
