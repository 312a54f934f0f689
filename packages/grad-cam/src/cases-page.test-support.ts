/** The script of the page on which the cases run in a browser: it does what the test asks, and answers. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { cases } from './cases.test-support.ts'

/** What the test may ask. */
export interface CasesPage {
  /** Makes a backend the backend, as npm ships it or, where it is `prepared`, with our kernels; answers which one it is. */
  use(backendName: 'wasm' | 'webgpu' | 'webgl', prepared: boolean): Promise<string>
  /** Runs one case; rejects where the backend gets it wrong. */
  run(backendName: string, name: string): Promise<void>
}

const load = {
  wasm: async () => setWasmPaths('/wasm/'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
}

/** `@convlens/backend/browser`: a script of its own, since its types need a browser, which this package does not. */
const backendScript: string = '/backend.js'
interface Prepared {
  useBackend(name: string, options: { wasmPaths: string; threads: number }): Promise<unknown>
}

const page: CasesPage = {
  async use(backendName, prepared) {
    if (prepared) {
      const { useBackend } = (await import(/* @vite-ignore */ backendScript)) as Prepared
      await useBackend(backendName, { wasmPaths: '/wasm/', threads: 1 })
    } else {
      await load[backendName]()
      await tf.setBackend(backendName)
    }
    return tf.getBackend()
  },

  async run(backendName, name) {
    const found = cases.find((each) => each.name === name)
    if (found === undefined) throw new Error(`there is no case '${name}'`)
    await found.run(backendName)
  },
}

Object.assign(globalThis, { casesPage: page })
