/** What an explainer can do with its model on this backend, asked before the run. */
import { dispose, getBackend, sum } from '@tensorflow/tfjs-core'
import { GradCamError, type GradCamErrorCode } from './errors.ts'
import type { Method } from './methods/method.ts'
import { classCount, type HeadKind } from './models/head.ts'
import type { Network } from './models/network.ts'
import { blank } from './models/open-network.ts'
import type { ExplainBatchOptions, Explanation, Pictures, Target } from './types.ts'

/** What an explanation would need, and whether it is there. */
export interface Capabilities {
  /** Kind of the model. */
  model: 'layers' | 'graph' | 'split'
  /** Active tfjs backend. */
  backend: string
  layer: string
  method: string
  /** What the explainer goes around to reach the scores. */
  head: HeadKind
  classes: number | undefined
  /** `[height, width]` of the map of a picture of the model's size; `undefined` where it does not work. */
  shape: [height: number, width: number] | undefined
  works: boolean
  /** What would fail, in one sentence; `undefined` where it works. */
  problem: { code: GradCamErrorCode | 'other'; message: string } | undefined
}

interface CapabilitiesRequest {
  network: Network
  layer: string
  method: Method
  explain(x: Pictures, options: ExplainBatchOptions): Promise<Explanation[]>
}

/** Explains a blank picture and reports how that went. */
export async function capabilitiesOf({ network, layer, method, explain }: CapabilitiesRequest): Promise<Capabilities> {
  const { head } = network
  const known = {
    model: network.kind,
    backend: getBackend(),
    layer,
    method: method.name,
    head: head.kind,
    classes: classCount(head),
  }
  const x = blank(network)
  try {
    // Where no class is known, the sum of the outputs is as differentiable as any score.
    const target: Target = head.units ? { class: 0 } : { score: (output) => sum(output) }
    const [explanation] = await explain(x, { method, target })
    return { ...known, shape: explanation!.shape, works: true, problem: undefined }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const code = error instanceof GradCamError ? error.code : 'other'
    return { ...known, shape: undefined, works: false, problem: { code, message } }
  } finally {
    dispose(x)
  }
}
