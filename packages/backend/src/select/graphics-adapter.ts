/** What a WebGPU adapter tells about itself, in the browser and in Node. */

export interface GraphicsAdapter {
  /** Where browsers of before 2025 say it. */
  isFallbackAdapter?: boolean
  info?: { vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean }
}

/** Names of graphics cards that a processor simulates. */
export const SOFTWARE_RENDERER: RegExp = /swiftshader|llvmpipe|software/i

/** SwiftShader and its like: correct, but slower than wasm. */
export function isSoftware(adapter: GraphicsAdapter): boolean {
  const { vendor = '', architecture = '', description = '', isFallbackAdapter = false } = adapter.info ?? {}
  return (
    adapter.isFallbackAdapter === true ||
    isFallbackAdapter ||
    SOFTWARE_RENDERER.test(`${vendor} ${architecture} ${description}`)
  )
}

/** For people. */
export function adapterName({ info = {} }: GraphicsAdapter): string {
  const { vendor = '', architecture = '', description = '' } = info
  return description || [vendor, architecture].filter(Boolean).join(' ') || 'graphics adapter'
}

export const SIMULATED = 'its graphics adapter is simulated in software, slower than wasm'
