/** One instance of mozjpeg's decoder (`@jsquash/jpeg`), made when the first JPEG comes and replaced after every failure. */
import createDecoder from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js'

import { DecodeError } from './decode-error.ts'
import { inflate } from './inflate.ts'

type Decoder = Awaited<ReturnType<typeof createDecoder>>
interface Instance {
  decoder: Decoder
  /** What libjpeg said while it worked; it has no other way to warn. */
  messages: string[]
}

let compiled: Promise<WebAssembly.Module> | undefined
let instance: Instance | undefined

/**
 * Decodes a JPEG of one or three components to RGBA, without applying EXIF.
 *
 * @throws {DecodeError} `corrupt` where libjpeg gives up or pixels are missing
 */
export async function decodeByMozjpeg(bytes: Uint8Array): Promise<Uint8ClampedArray> {
  compiled ??= compile()
  const module = await compiled
  instance ??= await instantiate(module)
  const { decoder, messages } = instance
  messages.length = 0
  let failure: unknown
  try {
    const image = decoder.decode(bytes as Uint8Array<ArrayBuffer>, false)
    const damage = messages.find((message) => /premature end/i.test(message))
    if (image && damage === undefined) return image.data
    failure = damage
  } catch (error) {
    failure = messages.at(-1) ?? error
  }
  // libjpeg leaves by exit(): what it held is lost and a second call may never return. A new instance takes 2 to 7 ms.
  instance = undefined
  const reason = typeof failure === 'string' ? failure : 'the decoder stopped'
  throw new DecodeError('corrupt', `damaged JPEG: ${reason}`, 'jpeg', { cause: failure })
}

async function compile(): Promise<WebAssembly.Module> {
  const { packed, size } = await import('./mozjpeg-wasm.ts')
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0))
  return WebAssembly.compile((await inflate([bytes], size, 'gzip')) as Uint8Array<ArrayBuffer>)
}

async function instantiate(module: WebAssembly.Module): Promise<Instance> {
  const messages: string[] = []
  const decoder = await createDecoder({
    noInitialRun: true,
    print: (message: string) => messages.push(message),
    printErr: (message: string) => messages.push(message),
    instantiateWasm(imports: WebAssembly.Imports, done: (made: WebAssembly.Instance) => void) {
      const made = new WebAssembly.Instance(module, imports)
      done(made)
      return made.exports
    },
  })
  return { decoder, messages }
}
