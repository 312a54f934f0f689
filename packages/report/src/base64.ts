/** Bytes as data URIs, in every runtime. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 with padding (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    parts.push(
      alphabet[word >> 18]! +
        alphabet[(word >> 12) & 63]! +
        (left > 1 ? alphabet[(word >> 6) & 63]! : '=') +
        (left > 2 ? alphabet[word & 63]! : '='),
    )
  }
  return parts.join('')
}

/** The bytes of a PNG as `data:` URI. */
export function pngDataUri(png: Uint8Array): string {
  return `data:image/png;base64,${base64(png)}`
}
