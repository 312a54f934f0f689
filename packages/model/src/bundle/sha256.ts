/** SHA-256 by WebCrypto, which Node and browsers share. */
import { BundleError } from './bundle-error.ts'

/**
 * SHA-256 as 64 hexadecimal digits.
 *
 * @throws BundleError `unverifiable` where the runtime has no WebCrypto: a page served by plain http
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle
  if (subtle === undefined) {
    throw new BundleError('unverifiable', 'this runtime offers no SHA-256: serve the page by https or from localhost')
  }
  const digest = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
