/** SHA-256 (FIPS 180-4) at once: a page without https has none of its own, and libraries in JavaScript took 18 times as long. */

/** First 32 bits of the fractions of the cube roots of the first 64 primes, and of the square roots of the first 8. */
interface Constants {
  rounds: Int32Array
  initial: Int32Array
}

let known: Constants | undefined

/** @returns 64 hexadecimal digits */
export function sha256(bytes: Uint8Array): string {
  const { rounds, initial } = (known ??= constants())
  const state = Int32Array.from(initial)
  const words = new Int32Array(64)
  const whole = bytes.length - (bytes.length % 64)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < whole; at += 64) block(state, words, rounds, view, at)
  const rest = new Uint8Array(bytes.length % 64 < 56 ? 64 : 128)
  rest.set(bytes.subarray(whole))
  rest[bytes.length - whole] = 0x80
  const end = new DataView(rest.buffer)
  end.setUint32(rest.length - 8, Math.floor(bytes.length / 2 ** 29))
  end.setUint32(rest.length - 4, (bytes.length * 8) >>> 0)
  for (let at = 0; at < rest.length; at += 64) block(state, words, rounds, end, at)
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function block(state: Int32Array, words: Int32Array, rounds: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + 4 * i)
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!
    const y = words[i - 2]!
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    words[i] = (((words[i - 16]! + s0) | 0) + ((words[i - 7]! + s1) | 0)) | 0
  }
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const t1 = (((((h + s1) | 0) + ((e & f) ^ (~e & g))) | 0) + ((rounds[i]! + words[i]!) | 0)) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  state[0]! += a
  state[1]! += b
  state[2]! += c
  state[3]! += d
  state[4]! += e
  state[5]! += f
  state[6]! += g
  state[7]! += h
}

function constants(): Constants {
  const primes: bigint[] = []
  for (let n = 2n; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0n)) primes.push(n)
  return {
    rounds: Int32Array.from(primes, (prime) => root(prime << 96n, 3n)),
    initial: Int32Array.from(primes.slice(0, 8), (prime) => root(prime << 64n, 2n)),
  }
}

/** Last 32 bits of the whole root: where the value is a prime times 2^(32 * degree), those of the fraction of its root. */
function root(value: bigint, degree: bigint): number {
  let low = 0n
  let high = 1n << 40n
  while (low < high) {
    const middle = (low + high + 1n) >> 1n
    if (middle ** degree <= value) low = middle
    else high = middle - 1n
  }
  return Number(low & 0xffffffffn)
}
