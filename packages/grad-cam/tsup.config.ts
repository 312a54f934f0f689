import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', evaluate: 'src/evaluate/index.ts' },
  format: 'esm',
  dts: true,
  clean: true,
  sourcemap: true,
  target: 'es2022',
})
