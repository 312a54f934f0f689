import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/node/index.ts', 'src/browser/index.ts'],
  format: 'esm',
  // Stays for who imports the package to resolve: Node's or the browser's build of pngjs.
  external: ['#png'],
  dts: true,
  clean: true,
  sourcemap: true,
  target: 'es2022',
})
