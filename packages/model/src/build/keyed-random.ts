/** Random numbers from a key: the same key gives the same numbers, on every machine and in every JavaScript engine. */

/** State of the generator sfc32: three words of state and a counter. */
export type RandomState = [number, number, number, number]

/** Mixes the key, written as text, into four 32-bit words (the hash `cyrb128`) and warms the generator up. */
export function keyedState(...key: readonly (string | number)[]): RandomState {
  const text = JSON.stringify(key)
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    h1 = h2 ^ Math.imul(h1 ^ code, 597399067)
    h2 = h3 ^ Math.imul(h2 ^ code, 2869860233)
    h3 = h4 ^ Math.imul(h3 ^ code, 951274213)
    h4 = h1 ^ Math.imul(h4 ^ code, 2716044179)
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067)
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233)
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213)
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179)
  const state: RandomState = [h1 | 0, h2 | 0, h3 | 0, h4 | 0]
  for (let i = 0; i < 12; i++) nextWord(state)
  return state
}

/** The next 32 random bits of sfc32 (Chris Doty-Humphrey, PractRand), as an unsigned integer. */
export function nextWord(state: RandomState): number {
  const [a, b, c, counter] = state
  const word = (((a + b) | 0) + counter) | 0
  state[0] = b ^ (b >>> 9)
  state[1] = (c + (c << 3)) | 0
  state[2] = (((c << 21) | (c >>> 11)) + word) | 0
  state[3] = (counter + 1) | 0
  return word >>> 0
}
