/** The script of the page on which the contract runs in a browser: it does what the test asks, and answers. */
import { backendContract } from '../testing/index.ts'
import { NETWORKS } from '../testing/networks.ts'
import { noise } from '../testing/noise.ts'
import { computeNumbers, fillWeights } from '../testing/numbers.ts'
import { useBackend } from './index.ts'
import type { BackendName, BackendReport } from './index.ts'

/** What the test may ask. */
export interface ContractPage {
  use(name: 'auto' | BackendName, threads: number | undefined): Promise<BackendReport>
  /** Runs one check of the contract; rejects where the backend does not keep it. */
  check(backendName: BackendName, name: string): Promise<void>
  /** Output and gradients of every network on wasm, as the bits of each float32. */
  networkBits(threads: number): Promise<number[]>
  /** The same, computed in a worker, which may sleep where a page's main thread must not. */
  networkBitsInWorker(threads: number): Promise<number[]>
}

const page: ContractPage = {
  use: (name, threads) => useBackend(name, { wasmPaths: '/wasm/', ...(threads === undefined ? {} : { threads }) }),

  async check(backendName, name) {
    const check = backendContract(backendName).find((each) => each.name === name)
    if (check === undefined) throw new Error(`there is no check '${name}'`)
    await check.run()
  },

  async networkBits(threads) {
    const report = await page.use('wasm', threads)
    if (report.threads !== threads) throw new Error(`${threads} threads were asked for: ${report.reason}`)
    const bits: number[] = []
    for (const network of NETWORKS) {
      const model = network.make()
      fillWeights(model)
      const { output, gradients } = await computeNumbers(model, noise([3, ...network.input], 7))
      for (const values of [output, ...Object.values(gradients)]) {
        bits.push(...new Uint32Array(Float32Array.from(values).buffer))
      }
    }
    return bits
  },

  async networkBitsInWorker(threads) {
    const worker = new Worker(import.meta.url, { type: 'module' })
    const { port1: here, port2: there } = new MessageChannel()
    const answer = new Promise<number[]>((resolve, reject) => {
      here.addEventListener('message', ({ data }) => (Array.isArray(data) ? resolve(data) : reject(new Error(data))))
      worker.addEventListener('error', ({ message }) => reject(new Error(message)))
    })
    here.start()
    worker.postMessage(threads, [there])
    return answer.finally(() => worker.terminate())
  },
}

if (typeof document === 'undefined') {
  self.addEventListener('message', async ({ data, ports }: MessageEvent<number>) => {
    ports[0]!.postMessage(await page.networkBits(data).catch(String), [])
  })
}

Object.assign(globalThis, { contractPage: page })
