/** Dropout masks from the wasm kernel, for backends that do not live on a wasm heap. */
import { dropoutNumbers } from '../training/seeded-dropout.ts'
import type { SeededDropoutAttributes } from '../training/seeded-dropout.ts'
import { decodeBinary } from './binary-module.ts'
import { WebAssembly } from './web-assembly.ts'

const PAGE = 65_536
/** Where the kernel's params lie; the scratch vector follows, then the mask. */
const PARAMS = 1024
const SCRATCH = PARAMS + 256
const MASK = SCRATCH + 256

export class DropoutMasks {
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: PAGE })
  readonly #dropout: (params: number, chunk: number, scratch: number) => void

  /** @throws WebAssembly.CompileError where there is no SIMD */
  constructor() {
    const module = new WebAssembly.Module(decodeBinary())
    const instance = new WebAssembly.Instance(module, { env: { memory: this.#memory } })
    this.#dropout = instance.exports['dropout'] as (params: number, chunk: number, scratch: number) => void
  }

  /** Factors 0 or `1 / (1 - rate)`; the view is overwritten by the next call. */
  draw(size: number, attributes: SeededDropoutAttributes): Float32Array {
    const missing = MASK + 4 * size - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE))
    const params = [0, MASK, size, size, ...dropoutNumbers(attributes)]
    new Int32Array(this.#memory.buffer, PARAMS, params.length).set(params)
    this.#dropout(PARAMS, 0, SCRATCH)
    return new Float32Array(this.#memory.buffer, MASK, size)
  }
}
