/** The seam to tfjs' gradient tape: the only place that touches the engine's state. */
import { engine } from '@tensorflow/tfjs-core'

/** Stops recording on the gradient tape until the returned function is called; calling it twice does no harm. */
export function pauseTape(): () => void {
  const { state } = engine()
  const depth = state.gradientDepth
  state.gradientDepth = 0
  let paused = true
  return () => {
    if (paused) state.gradientDepth = depth
    paused = false
  }
}

/** True inside a gradient function of the caller's. */
export function isTaping(): boolean {
  return engine().state.gradientDepth > 0
}

/** Releases what a failed gradient left on the tape: tfjs keeps those tensors for ever (11 to 41 of them, measured). */
export function dropTape(): void {
  const { state } = engine()
  if (state.gradientDepth > 0 || state.activeTape == null) return
  for (const node of state.activeTape) for (const tensor of node.saved ?? []) tensor.dispose()
  state.activeTape = null as unknown as typeof state.activeTape
}
