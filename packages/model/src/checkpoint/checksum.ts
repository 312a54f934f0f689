/** The checksum of a checkpoint. */
import { BundleError } from '../bundle/bundle-error.ts'
import { sha256 } from '../bundle/sha256.ts'
import { CheckpointError, type CheckpointErrorCode } from './checkpoint-error.ts'

/**
 * SHA-256 as hexadecimal digits.
 *
 * @throws CheckpointError with `code` where the runtime has no WebCrypto
 */
export async function checksum(bytes: Uint8Array, code: CheckpointErrorCode): Promise<string> {
  try {
    return await sha256(bytes)
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    throw new CheckpointError(code, `checkpoints need a checksum, but ${error.message}`, { cause: error })
  }
}
