/** One instance of a WebAssembly decoder: made when first needed, replaced after every failure and after huge pictures. */
import { unpackWasm } from './embedded-wasm.ts'
import type { CreateDecoder, EmbeddedWasm } from './embedded-wasm.ts'

/** An instance that has grown beyond this many bytes is given up: WebAssembly's memory never shrinks. */
const memoryKept = 2 ** 27

export interface WasmCodec<Decoder> {
  /**
   * Hands `task` the decoder and what it says while it works (libraries in C have no other way to warn). The pixels must be
   * copied out: the memory belongs to the decoder. Where `task` throws, the instance is given up: a library that left in the
   * middle has lost what it held, and a second call may never return. A new one takes 2 to 7 ms.
   */
  use<Result>(task: (decoder: Decoder, messages: readonly string[]) => Result): Promise<Result>
}

interface Instance {
  decoder: object
  messages: string[]
}

/** @param load imports the binary and its loader */
export function wasmCodec<Decoder extends object>(
  load: () => Promise<{ wasm: EmbeddedWasm; createDecoder: CreateDecoder }>,
): WasmCodec<Decoder> {
  let loaded: Promise<Loaded> | undefined
  let instance: Promise<Instance> | undefined

  async function create(): Promise<Instance> {
    try {
      loaded ??= compile(load)
      const { module, createDecoder } = await loaded
      return await instantiate(module, createDecoder)
    } catch (error) {
      // What could not be fetched this time may be next time.
      loaded = instance = undefined
      throw error
    }
  }

  return {
    async use(task) {
      // One instance for all who ask at the same time, but none that somebody else has given up meanwhile.
      let wanted: Promise<Instance>
      let obtained: Instance
      do {
        wanted = instance ??= create()
        obtained = await wanted
      } while (instance !== wanted)
      const { decoder, messages } = obtained
      messages.length = 0
      try {
        const result = task(decoder as Decoder, messages)
        if (memoryOf(decoder) > memoryKept) instance = undefined
        return result
      } catch (error) {
        instance = undefined
        throw error
      }
    },
  }
}

interface Loaded {
  module: WebAssembly.Module
  createDecoder: CreateDecoder
}

async function compile(load: () => Promise<{ wasm: EmbeddedWasm; createDecoder: CreateDecoder }>): Promise<Loaded> {
  const { wasm, createDecoder } = await load()
  return { module: await WebAssembly.compile((await unpackWasm(wasm)) as Uint8Array<ArrayBuffer>), createDecoder }
}

const memoryOf = (decoder: object): number => ('HEAPU8' in decoder ? (decoder.HEAPU8 as Uint8Array).length : 0)

async function instantiate(module: WebAssembly.Module, createDecoder: CreateDecoder): Promise<Instance> {
  const messages: string[] = []
  const decoder = await createDecoder({
    noInitialRun: true,
    print: (message) => messages.push(message),
    printErr: (message) => messages.push(message),
    instantiateWasm(imports, done) {
      const made = new WebAssembly.Instance(module, imports)
      done(made)
      return made.exports
    },
  })
  return { decoder, messages }
}
