/** Keeps small tensors on the graphics card. */
import { env } from '@tensorflow/tfjs-core'

const FLAGS: Readonly<Record<string, string>> = { webgpu: 'WEBGPU_CPU_FORWARD', webgl: 'WEBGL_CPU_FORWARD' }

/** Runs `task` without the detour of webgpu and webgl, which compute small tensors in JavaScript: a check is about the card. */
export async function onDevice<T>(backendName: string, task: () => Promise<T>): Promise<T> {
  const flag = FLAGS[backendName]
  if (flag === undefined) return task()
  const before = env().getBool(flag)
  env().set(flag, false)
  try {
    return await task()
  } finally {
    env().set(flag, before)
  }
}
