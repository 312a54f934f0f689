/**
 * The part of WebAssembly's interface that is used here. TypeScript declares it in the library of the DOM only, which users of
 * `./node` need not load.
 */

export interface WasmMemory {
  readonly buffer: ArrayBufferLike
  grow(pages: number): number
}

/** Compiled code, which workers can be sent. */
export type WasmModule = object

interface WebAssemblyApi {
  Memory: new (limits: { initial: number; maximum: number; shared?: boolean }) => WasmMemory
  Module: new (binary: Uint8Array<ArrayBuffer>) => WasmModule
  Instance: new (module: WasmModule, imports: object) => { exports: Record<string, unknown> }
  CompileError: new () => Error
}

export const WebAssembly: WebAssemblyApi = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly
