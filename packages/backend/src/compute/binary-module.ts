/** The compiled kernels as bytes. */
import { BINARY } from './binary.ts'

export function decodeBinary(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(BINARY), (character) => character.charCodeAt(0))
}
