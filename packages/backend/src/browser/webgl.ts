/** WebGL 2: nearly every browser. */
import { Unavailable } from '../select/candidate.ts'
import type { Candidate } from '../select/candidate.ts'
import { SOFTWARE_RENDERER } from '../select/graphics-adapter.ts'

let version = ''
let device = ''

/** Name of the graphics card behind WebGL 2, or `undefined` where there is none. */
function renderer(): string | undefined {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2')
  if (context === null) return undefined
  const debug = context.getExtension('WEBGL_debug_renderer_info')
  const name: unknown = context.getParameter(debug?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER)
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return String(name)
}

export const webgl: Candidate = {
  name: 'webgl',
  async load(explicit) {
    const found = typeof OffscreenCanvas === 'undefined' ? undefined : renderer()
    if (found === undefined) throw new Unavailable('this browser gives no WebGL 2 context')
    if (!explicit && SOFTWARE_RENDERER.test(found)) {
      throw new Unavailable('its graphics card is simulated in software, slower than wasm')
    }
    device = found
    try {
      version = (await import('@tensorflow/tfjs-backend-webgl')).version_webgl
    } catch (error) {
      throw new Unavailable(
        '@tensorflow/tfjs-backend-webgl is not part of this page',
        'Install it beside @convlens/backend.',
        { cause: error },
      )
    }
  },
  facts: () => ({ version, device, merit: `WebGL 2 on ${device}` }),
}
