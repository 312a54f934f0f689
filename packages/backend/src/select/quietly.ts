/** TensorFlow.js prints advertisements and warnings while backends load; libraries never print. */
import { env } from '@tensorflow/tfjs-core'

/** Runs `task` with the flag `PROD` of tfjs set, which silences its warnings, and puts the flag back. */
export async function quietly<T>(task: () => Promise<T>): Promise<T> {
  const before = env().getBool('PROD')
  env().set('PROD', true)
  try {
    return await task()
  } finally {
    env().set('PROD', before)
  }
}
