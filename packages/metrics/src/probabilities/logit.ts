// Between probabilities and logits.

/** Probabilities closer to 0 or 1 count as this close: a float32 sigmoid returns 0 and 1 for what is merely very sure. */
export const SMALLEST_PROBABILITY = 1e-7

/** ln(p / (1 - p)), finite also for 0 and 1. */
export function logit(p: number): number {
  const clipped = Math.min(1 - SMALLEST_PROBABILITY, Math.max(SMALLEST_PROBABILITY, p))
  return Math.log(clipped) - Math.log(1 - clipped)
}

/** 1 / (1 + e^-z), without overflow. */
export function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z))
  return z >= 0 ? 1 / (1 + e) : e / (1 + e)
}
